using Sinter.Merging;
using Sinter.Tensors;

namespace Sinter.Benchmarks.Kernels;

/// <summary>What merges of sparse task vectors do with a block: three models and a base in bfloat16, in the second-level cache.</summary>
internal static unsafe class SelectedCases
{
    private const int Count = 1 << 15;
    private const int Models = 3;
    private const int ManyCount = 1 << 21;
    private const int BlockLength = 8192;

    public static IEnumerable<KernelCase> All()
    {
        var inputs = new NativeBuffer<byte>[Models + 2];
        for (var input = 0; input < inputs.Length; input++) inputs[input] = new(Count * sizeof(ushort));
        using var origin = Numbers.Normal(Count, 0);
        ElementConversion.FromSingle(ElementType.BF16, origin.Span, inputs[0].Span);
        for (var model = 1; model <= Models; model++)
        {
            using var values = Numbers.Normal(Count, model, 0.05);
            for (var i = 0; i < Count; i++) values.Span[i] += origin.Span[i];
            ElementConversion.FromSingle(ElementType.BF16, values.Span, inputs[model].Span);
        }

        foreach (var rowLength in new[] { 2048, 8192 }) yield return new($"choose by rank in rows of {rowLength}", BlockLength, ByRank(rowLength));
        yield return new("count around a median of differences", ManyCount, Around(0.5));
        yield return new("count around the largest hundredth of differences", ManyCount, Around(0.99));
        yield return new("count around both", ManyCount, Around(0.5, 0.99));
        yield return new("look for variances of 3 task vectors", ManyCount, Variances());
        yield return new("sum of 3 sparse task vectors, bits", Count, () => Sum(inputs));
        foreach (var combination in new[] { AgreeingElements.Sum, AgreeingElements.Mean })
        {
            yield return new($"elect signs of 3 sparse task vectors, {combination}, bounds", Count, () => Elect(inputs, combination, withBits: false));
            yield return new($"elect signs of 3 sparse task vectors, {combination}, bits", Count, () => Elect(inputs, combination, withBits: true));
        }
    }

    private static Action ByRank(int rowLength)
    {
        var stride = BlockLength + 16L;
        var memory = new NativeBuffer<float>(stride * Block.SlotCount(1, 0));
        using var values = Numbers.BFloat16Differences(BlockLength, 1);
        values.Span.CopyTo(memory.Slice(stride, BlockLength));
        var tensor = Tensor(1);
        var bits = new uint[KeptBits.Words(BlockLength)];
        var streams = Enumerable.Range(0, 5).Select(static use => new Philox(use, "ranks")).ToArray();
        var draws = new RankDraws((streams[0], streams[1]), (streams[2], streams[3]), streams[4]);
        return () => draws.Choose(new Block(tensor, 0, 0, BlockLength, 0, memory.Pointer, stride, 0), 0, rowLength, 0.35, 0.15, bits);
    }

    // As much around as a sample leaves open.
    private static Action Around(params double[] shares)
    {
        var inputs = Stored(models: 1);
        var source = new DifferenceSource<BFloat16Format>(inputs[0].Pointer, inputs[1].Pointer);
        using var sample = new MagnitudeSample(ManyCount);
        var bits = new uint[MagnitudeSample.PieceLength(ManyCount)];
        for (var piece = 0; piece < MagnitudeSample.Pieces; piece++)
        {
            fixed (uint* target = bits)
                for (var i = 0; i < bits.Length; i++) source.Load<Lanes1>((int)MagnitudeSample.Offset(ManyCount, piece) + i).Store((float*)target + i);
            sample.Add(piece, bits);
        }

        var brackets = Array.ConvertAll(shares, share => sample.Around(share));
        return () =>
        {
            var counts = Array.ConvertAll(brackets, static bracket => new BracketCount(bracket, 1, ManyCount / BlockLength));
            for (var block = 0; block < ManyCount / BlockLength; block++)
            {
                if (counts.Length == 1) counts[0].Accumulate(source.From(block * BlockLength), BlockLength, 0, block);
                else counts[0].Accumulate(counts[1], source.From(block * BlockLength), BlockLength, 0, block);
            }

            foreach (var count in counts) count.Dispose();
            // The source has only their addresses.
            GC.KeepAlive(inputs);
        };
    }

    // Three tenths above the bracket, and as much inside as a sample leaves open.
    private static Action Variances()
    {
        var inputs = Stored(Models);
        var stride = BlockLength + 16L;
        var memory = new NativeBuffer<float>(stride * Block.SlotCount(Models, 0));
        TaskVectorKernel.Fill(ElementType.BF16, inputs[0].Pointer, [(nint)inputs[1].Pointer, (nint)inputs[2].Pointer, (nint)inputs[3].Pointer], BlockLength, memory.Pointer, stride);
        var tensor = Tensor(Models);
        var variances = new float[BlockLength];
        VarianceKernel.Compute(new Block(tensor, 0, 0, BlockLength, 0, memory.Pointer, stride, 0), variances);
        Array.Sort(variances);
        var (low, high) = (variances[(int)(0.694 * BlockLength)], variances[(int)(0.706 * BlockLength)]);
        var above = new uint[KeptBits.Words(BlockLength)];
        return () =>
        {
            Span<double> squares = stackalloc double[Models];
            Span<nint> models = stackalloc nint[Models];
            for (var start = 0; start < ManyCount; start += BlockLength)
            {
                var place = new Block(tensor, 0, 0, BlockLength, 0, memory.Pointer, stride, 0);
                for (var model = 0; model < Models; model++) models[model] = (nint)(inputs[1 + model].Pointer + (start * sizeof(ushort)));
                VarianceScan.Of(new StoredBlock(place, ElementType.BF16, inputs[0].Pointer + (start * sizeof(ushort)), models), low, high, above, squares);
            }
        };
    }

    // A base and models beside it: more elements than a branch predictor remembers.
    private static NativeBuffer<byte>[] Stored(int models)
    {
        var inputs = new NativeBuffer<byte>[1 + models];
        using var origin = Numbers.Normal(ManyCount, 0);
        for (var input = 0; input <= models; input++)
        {
            inputs[input] = new(ManyCount * sizeof(ushort));
            using var values = Numbers.Normal(ManyCount, input, 0.05);
            if (input == 0) origin.Span.CopyTo(values.Span);
            else for (var i = 0; i < ManyCount; i++) values.Span[i] += origin.Span[i];
            ElementConversion.FromSingle(ElementType.BF16, values.Span, inputs[input].Span);
        }

        return inputs;
    }

    private static void Sum(NativeBuffer<byte>[] inputs)
    {
        Span<nint> models = [(nint)inputs[1].Pointer, (nint)inputs[2].Pointer, (nint)inputs[3].Pointer];
        var words = stackalloc uint*[Models];
        for (var model = 0; model < Models; model++) words[model] = (uint*)inputs[1 + model].Pointer;
        var block = new StoredBlock(Place(), ElementType.BF16, inputs[0].Pointer, models) { IsFinite = true };
        SelectedSum.Combine(block, new BitSelection(words, KeptBits.Lanes), [0.5f, 0.3f, 0.4f], inputs[^1].Pointer);
    }

    private static void Elect(NativeBuffer<byte>[] inputs, AgreeingElements combination, bool withBits)
    {
        Span<nint> models = [(nint)inputs[1].Pointer, (nint)inputs[2].Pointer, (nint)inputs[3].Pointer];
        float[] weights = [0.5f, 0.3f, 0.4f], bounds = [0.005f, 0.007f, 0.006f];
        var election = new SignElection(combination, 1);
        var block = new StoredBlock(Place(), ElementType.BF16, inputs[0].Pointer, models) { IsFinite = withBits };
        if (withBits)
        {
            var words = stackalloc uint*[Models];
            for (var model = 0; model < Models; model++) words[model] = (uint*)inputs[1 + model].Pointer;
            ConsensusKernel.Combine(block, new BitSelection(words, KeptBits.Lanes), weights, weights, election, inputs[^1].Pointer);
        }
        else
        {
            fixed (float* bound = bounds) ConsensusKernel.Combine(block, new BoundSelection(bound), weights, weights, election, inputs[^1].Pointer);
        }
    }

    private static Block Place() => new(Tensor(Models), 0, 0, Count, 0, null, 0, 0);

    private static TensorContext Tensor(int models) => new()
    {
        Index = 0,
        Name = "weight",
        Shape = new TensorShape(Count),
        Models = models,
        HasBase = true,
        Settings = new TensorSettings([], models),
    };
}
