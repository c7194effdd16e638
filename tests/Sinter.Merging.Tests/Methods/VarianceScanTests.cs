using System.Runtime.InteropServices;
using Sinter.Tensors;

namespace Sinter.Merging.Tests.Methods;

[Trait("Category", "Kernel")]
public sealed unsafe class VarianceScanTests
{
    private const float Low = 0.02f;
    private const float High = 0.05f;

    [Theory]
    [InlineData(ElementType.BF16, 3)]
    [InlineData(ElementType.F16, 2)]
    [InlineData(ElementType.F32, 5)]
    [InlineData(ElementType.F32, 40)]
    [InlineData(ElementType.BF16, 1)]
    public void Positions_and_sums_are_those_of_separate_steps(ElementType type, int models)
    {
        foreach (var length in new[] { 1, 31, 32, 33, 64, 200, 2048, 5000 })
        {
            foreach (var (low, high) in new[] { (Low, High), (0f, High), (Low, Low), (1e9f, 1e9f) })
            {
                var inputs = Inputs(type, length, models);
                var stored = new byte[(1 + models) * length * type.Size()];
                for (var input = 0; input <= models; input++) ElementConversion.FromSingle(type, inputs[input], stored.AsSpan(input * length * type.Size(), length * type.Size()));
                var stride = Stride(length);
                using var memory = new NativeBuffer<float>(stride * Block.SlotCount(models, 0));
                var place = Place(length, models, memory.Pointer, stride);
                Span<nint> addresses = new nint[models];
                fixed (byte* bytes = stored)
                {
                    for (var model = 0; model < models; model++) addresses[model] = (nint)(bytes + ((1 + model) * length * type.Size()));
                    var (bits, squares) = (new uint[KeptBits.Words(length)], new double[models]);
                    var counts = VarianceScan.Of(new StoredBlock(place, type, bytes, addresses), low, high, bits, squares);
                    Check(inputs, place, low, high, counts, bits, squares);

                    Fill(inputs, place);
                    (bits, squares) = (new uint[KeptBits.Words(length)], new double[models]);
                    counts = VarianceScan.Of(place, low, high, bits, squares);
                    Check(inputs, place, low, high, counts, bits, squares);
                }
            }
        }
    }

    private static void Check(float[][] inputs, Block block, float low, float high, VarianceCounts counts, uint[] bits, double[] squares)
    {
        var (length, models) = (block.Length, squares.Length);
        using var memory = new NativeBuffer<float>(Stride(length) * Block.SlotCount(models, 0));
        var separate = Place(length, models, memory.Pointer, Stride(length));
        Fill(inputs, separate);
        var variances = new float[length];
        VarianceKernel.Compute(separate, variances);
        var kept = new uint[KeptBits.Words(length)];
        KeptBits.FillAbove(variances, high, kept);
        bits.ShouldBe(kept);
        counts.Above.ShouldBe(variances.Count(variance => variance > high));
        counts.Zeros.ShouldBe(variances.Count(static variance => variance == 0));
        int[] inside = [.. Enumerable.Range(0, length).Where(i => variances[i] >= low && variances[i] <= high)];
        counts.Inside.ShouldBe(inside.Length);
        MemoryMarshal.Cast<float, int>(block.Scratch(0))[..counts.Inside].ToArray().ShouldBe(inside);
        for (var model = 0; model < models; model++)
        {
            squares[model].ShouldBe(KeptSums.OfSquares(separate.Model(model), kept).Kept);
            for (var i = 0; i < inside.Length; i++) block.Model(model)[i].ShouldBe(separate.Model(model)[inside[i]]);
        }
    }

    // As WorkerMemory does.
    private static long Stride(int length) => ((length + 15) & ~15) + 16;

    private static void Fill(float[][] inputs, Block block)
    {
        for (var model = 0; model < inputs.Length - 1; model++)
            for (var i = 0; i < block.Length; i++) block.Mutable(model)[i] = inputs[1 + model][i] - inputs[0][i];
    }

    // Numbers of the type, some the same in all models.
    private static float[][] Inputs(ElementType type, int length, int models)
    {
        var inputs = new float[1 + models][];
        for (var input = 0; input <= models; input++)
        {
            new Philox(input, "variances").FillUniform(0, inputs[input] = new float[length]);
            for (var i = 0; i < length; i += 7)
                if (input > 0) inputs[input][i] = 0.5f;
            var bytes = new byte[length * type.Size()];
            ElementConversion.FromSingle(type, inputs[input], bytes);
            ElementConversion.ToSingle(type, bytes, inputs[input]);
        }

        return inputs;
    }

    private static Block Place(int length, int models, float* memory, long stride)
    {
        var tensor = new TensorContext
        {
            Index = 0,
            Name = "weight",
            Shape = new TensorShape(length),
            Models = models,
            HasBase = true,
            Settings = new TensorSettings([], models),
        };
        return new Block(tensor, 0, 0, length, 0, memory, stride, 0);
    }
}
