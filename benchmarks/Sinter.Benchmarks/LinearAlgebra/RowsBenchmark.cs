using Sinter.Tensors;

namespace Sinter.Benchmarks.LinearAlgebra;

/// <summary>The fused row operations of transformer training, nanoseconds an element, one thread.</summary>
public sealed unsafe class RowsBenchmark : IBenchmark
{
    private const int Rows = 4160;
    private const int Width = 192;
    private const int Hidden = 768;
    private const int Tokens = 65;

    public string Name => "rows";

    public string Summary => "softmax, norms, activations, optimizer steps: nanoseconds an element, one thread";

    public void Run(string[] arguments)
    {
        const long Large = (long)Rows * Hidden;
        using var x = Filled(Large, 1);
        using var y = Filled(Large, 2);
        using var z = Filled(Large, 3);
        using var w = Filled(Large, 4);
        using var weights = Filled(4 * Hidden, 5);
        using var statistics = new NativeBuffer<float>(2 * Rows);
        float* px = x.Pointer, py = y.Pointer, pz = z.Pointer, pw = w.Pointer, weight = weights.Pointer, bias = weight + Hidden, dWeight = bias + Hidden, dBias = dWeight + Hidden;
        float* means = statistics.Pointer, inverse = means + Rows;
        const long Attention = Large / Tokens / Tokens * Tokens * Tokens;
        const long Narrow = (long)Rows * Width;
        var adam = new AdamSettings(1e-4f, 0.9f, 0.999f, 1e-8f, 0.01f, true, 10);

        Console.WriteLine("| operation | elements | ns an element |");
        Console.WriteLine("|---|---|---|");
        Row("GELU", Large, () => Activation.Forward<Gelu>(px, py, Large));
        Row("GELU backward", Large, () => Activation.Backward<Gelu>(px, pz, py, Large));
        Row("quick GELU", Large, () => Activation.Forward<QuickGelu>(px, py, Large));
        Row("quick GELU backward", Large, () => Activation.Backward<QuickGelu>(px, pz, py, Large));
        Row("SiLU", Large, () => Activation.Forward<Silu>(px, py, Large));
        Row("gated SiLU", Large, () => SiluGate.Forward(px, pz, py, Large));
        Row("softmax, rows of 65", Attention, () => RowSoftmax.Forward(px, py, Attention / Tokens, Tokens, Tokens, 0.125f));
        Row("softmax backward, rows of 65", Attention, () => RowSoftmax.Backward(py, pz, pw, Attention / Tokens, Tokens, 0.125f));
        Row("layer norm, rows of 192", Narrow, () => RowLayerNorm.Forward(px, weight, bias, py, means, inverse, Rows, Width, 1e-5f));
        Row("layer norm backward, rows of 192", Narrow, () => RowLayerNorm.Backward(px, weight, pz, means, inverse, py, dWeight, dBias, Rows, Width));
        Row("RMS norm, rows of 768", Large, () => RowRmsNorm.Forward(px, weight, py, inverse, Rows, Hidden, 1e-5f));
        Row("RMS norm backward, rows of 768", Large, () => RowRmsNorm.Backward(px, weight, pz, inverse, py, dWeight, Rows, Hidden));
        Row("bias", Large, () => RowBias.Add(px, bias, py, Rows, Hidden));
        Row("bias + residual", Large, () => RowBias.AddWithResidual(px, bias, pz, py, Rows, Hidden));
        Row("bias + GELU", Large, () => Activation.ForwardWithBias<Gelu>(px, weight, py, Rows, Hidden));
        Row("column sums", Large, () => ColumnSums.Partial(px, dWeight, Rows, Hidden));
        Row("AdamW step", Large, () => AdamStep.Apply(px, py, pz, pw, Large, adam));
        Row("momentum step", Large, () => MomentumStep.Apply(px, py, pz, Large, 1e-4f, 0.9f, 0, false, 1));
    }

    private static void Row(string name, long elements, Action body) => Console.WriteLine($"| {name} | {elements} | {Measure.OneThread(body) / elements * 1e9:F3} |");

    private static NativeBuffer<float> Filled(long length, uint seed)
    {
        var buffer = new NativeBuffer<float>(length);
        var state = seed;
        for (var i = 0L; i < length; i++)
        {
            state = state * 1664525 + 1013904223;
            buffer.Pointer[i] = (state >> 8) / 16777216f;
        }

        return buffer;
    }
}
