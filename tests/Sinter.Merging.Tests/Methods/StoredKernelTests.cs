using Sinter.Tensors;

namespace Sinter.Merging.Tests.Methods;

/// <summary>Kernels that work on stored elements give the bits of widening, dropping, merging and rounding one after the other.</summary>
[Trait("Category", "Kernel")]
public sealed unsafe class StoredKernelTests
{
    private static readonly int[] Lengths = [1, 15, 16, 31, 32, 33, 64, 77, 300];
    private static readonly float[] Weights = [0.4f, -0.3f, 0.5f];

    [Theory]
    [InlineData(ElementType.BF16)]
    [InlineData(ElementType.F16)]
    [InlineData(ElementType.F32)]
    public void Sums_of_what_is_kept_are_those_of_separate_steps(ElementType type) => Compare(
        type,
        static (block, kept) => LinearMerge.Combine(block, 1, Weights, kept),
        static (block, selection, result) => SelectedSum.Combine(block, selection, Weights, result),
        static (block, selection, result) => SelectedSum.Combine(block, selection, Weights, result),
        static (block, selection, result) => SelectedSum.Combine(block, selection, Weights, result));

    [Theory]
    [InlineData(ElementType.BF16, nameof(AgreeingElements.Mean))]
    [InlineData(ElementType.BF16, nameof(AgreeingElements.Sum))]
    [InlineData(ElementType.F16, nameof(AgreeingElements.Mean))]
    [InlineData(ElementType.F32, nameof(AgreeingElements.Largest))]
    public void Elections_over_what_is_kept_are_those_of_separate_steps(ElementType type, string combination)
    {
        var election = new SignElection(Enum.Parse<AgreeingElements>(combination), 0.7f);
        float[] multipliers = [0.6f, -0.75f, 1.75f];
        Compare(
            type,
            (block, kept) => ConsensusKernel.Combine(block, new float[Weights.Length], Weights, multipliers, election, kept),
            (block, selection, result) => ConsensusKernel.Combine(block, selection, Weights, multipliers, election, result),
            (block, selection, result) => ConsensusKernel.Combine(block, selection, Weights, multipliers, election, result),
            (block, selection, result) => ConsensusKernel.Combine(block, selection, Weights, multipliers, election, result));
    }

    private delegate void Separate(Block block, Span<float> result);

    private delegate bool Fused<TSelection>(StoredBlock block, TSelection selection, byte* result);

    private static void Compare(ElementType type, Separate separate, Fused<BitSelection> byBits, Fused<BoundSelection> byBound, Fused<BandSelection> byBand)
    {
        foreach (var length in Lengths)
        {
            var inputs = Inputs(type, length);
            var (first, last) = (new uint[KeptBits.Words(length)], new uint[KeptBits.Words(length)]);
            new Philox(3, "stored kernels").FillBits(0, first);
            new Philox(4, "stored kernels").FillBits(0, last);
            Run((k, i, x) => ((k == 0 ? first : last)[i / 32] >> (i % 32) & 1) != 0 ? x : 0, (block, result) =>
            {
                fixed (uint* a = first, c = last)
                {
                    var words = stackalloc uint*[3];
                    words[0] = a;
                    words[1] = c;
                    words[2] = c;
                    return byBits(block, new BitSelection(words, KeptBits.Lanes), result);
                }
            });
            Run(static (k, _, x) => MathF.Abs(x) < 0.3f * k ? 0 : x, (block, result) =>
            {
                var bounds = stackalloc float[3] { 0, 0.3f, 0.6f };
                return byBound(block, new BoundSelection(bounds), result);
            });
            Run(static (k, _, x) => MathF.Abs(x) < 0.3f * k || MathF.Abs(x) > 0.9f ? 0 : x, (block, result) =>
            {
                var least = stackalloc float[3] { 0, 0.3f, 0.6f };
                var most = stackalloc float[3] { 0.9f, 0.9f, 0.9f };
                return byBand(block, new BandSelection(least, most), result);
            });

            void Run(Func<int, int, float, float> keep, Kernel kernel)
            {
                foreach (var known in new[] { false, true })
                {
                    var bytes = Merge(type, inputs, kernel, known, out var whole);
                    whole.ShouldBeTrue();
                    bytes.ShouldBe(Expected(type, inputs, keep, separate), $"{length} elements");
                }

                foreach (var bad in new[] { float.NaN, float.PositiveInfinity })
                {
                    var spoilt = (float[][])[.. inputs.Select(static input => input.ToArray())];
                    spoilt[length % 3][length / 2] = bad;
                    Merge(type, spoilt, kernel, isFinite: false, out var finite);
                    finite.ShouldBeFalse();
                }
            }
        }
    }

    private delegate bool Kernel(StoredBlock block, byte* result);

    private static byte[] Merge(ElementType type, float[][] inputs, Kernel kernel, bool isFinite, out bool finite)
    {
        var length = inputs[0].Length;
        var bytes = new byte[length * type.Size()];
        using var memory = new NativeBuffer<byte>((inputs.Length + 1L) * bytes.Length);
        Span<nint> models = stackalloc nint[inputs.Length - 1];
        for (var input = 0; input < inputs.Length; input++)
        {
            ElementConversion.FromSingle(type, inputs[input], memory.Slice((long)input * bytes.Length, bytes.Length));
            if (input > 0) models[input - 1] = (nint)(memory.Pointer + (long)input * bytes.Length);
        }

        var result = memory.Pointer + (long)inputs.Length * bytes.Length;
        finite = kernel(new StoredBlock(Place(length, null, 0), type, memory.Pointer, models) { IsFinite = isFinite }, result);
        new Span<byte>(result, bytes.Length).CopyTo(bytes);
        return bytes;
    }

    private static byte[] Expected(ElementType type, float[][] inputs, Func<int, int, float, float> keep, Separate merge)
    {
        var length = inputs[0].Length;
        var stride = length + 16L;
        using var memory = new NativeBuffer<float>(stride * Block.SlotCount(inputs.Length - 1, 0));
        inputs[0].CopyTo(memory.Slice(0, length));
        for (var k = 0; k < inputs.Length - 1; k++)
        {
            var slot = memory.Slice((k + 1) * stride, length);
            for (var i = 0; i < length; i++) slot[i] = keep(k, i, inputs[k + 1][i] - inputs[0][i]);
        }

        var merged = new float[length];
        merge(Place(length, memory.Pointer, stride), merged);
        var bytes = new byte[length * type.Size()];
        ElementConversion.FromSingle(type, merged, bytes);
        return bytes;
    }

    private static Block Place(int length, float* memory, long stride)
    {
        var tensor = new TensorContext
        {
            Index = 0,
            Name = "weight",
            Shape = new TensorShape(length),
            Models = Weights.Length,
            HasBase = true,
            Settings = new TensorSettings([], Weights.Length),
        };
        return new Block(tensor, 0, 0, length, 0, memory, stride, 0);
    }

    // Numbers of the type; some equal, and some task vectors that cancel.
    private static float[][] Inputs(ElementType type, int length)
    {
        var inputs = new float[Weights.Length + 1][];
        for (var input = 0; input < inputs.Length; input++)
        {
            new Philox(input, "stored kernels").FillUniform(0, inputs[input] = new float[length]);
            for (var i = 0; i < length; i++)
            {
                inputs[input][i] -= 0.5f;
                if (i % 5 == 0) inputs[input][i] = 0.25f * (input % 3);
                if (i % 7 == 0) inputs[input][i] = inputs[0][i];
            }

            var bytes = new byte[length * type.Size()];
            ElementConversion.FromSingle(type, inputs[input], bytes);
            ElementConversion.ToSingle(type, bytes, inputs[input]);
        }

        return inputs;
    }
}
