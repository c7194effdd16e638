using Sinter.Checkpoints;

namespace Sinter.Merging.Tests.Conformance;

/// <summary>A merge allocates for a tensor, not for a block: twenty times as many blocks cost no more than the few bytes of bookkeeping each that some statistics need.</summary>
public sealed class AllocationTests
{
    private const int Width = 256;
    private const int BytesPerBlock = 400;

    public static TheoryData<string> Setups() =>
        [.. MethodSetup.All.Where(static setup => Streams(setup.Method) && !setup.NeedsStatistics).Select(static setup => setup.ToString())];

    [Theory]
    [MemberData(nameof(Setups))]
    public void Blocks_allocate_nothing(string name)
    {
        var setup = MethodSetup.Find(name);
        Merge(setup, blocks: 250); // fills the pools
        var (few, many) = (Merge(setup, blocks: 50), Merge(setup, blocks: 250));
        // A collection in the middle may empty the pools, which other tests share; not time and again.
        for (var again = 0; again < 3 && (many - few) / 200 >= BytesPerBlock; again++) (few, many) = (Merge(setup, blocks: 50), Merge(setup, blocks: 250));
        ((many - few) / 200).ShouldBeLessThan(BytesPerBlock, $"{few} bytes for 50 blocks, {many} for 250");
    }

    // DOGE learns on whole matrices although its masks are of the model.
    private static bool Streams(MergeMethod method) => method.Declaration.Scope is not MethodScope.Matrix && method is not Doge;

    private static long Merge(MethodSetup setup, int blocks)
    {
        var rows = blocks * TensorContext.BlockLength / Width;
        var models = Enumerable.Range(0, setup.Models + 1).Select(number => Model(rows, number)).ToList();
        using var plan = setup.Plan(models[0], models[1..], [.. Enumerable.Range(1, setup.Models)]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        MergeExecutor.Run(plan, new NoSink(), new ExecutionOptions { Threads = 1 }, static _ => true, static _ => { }, default);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static MemoryCheckpoint Model(int rows, int number)
    {
        var values = new float[rows * Width];
        for (var i = 0; i < values.Length; i++) values[i] = MathF.Sin(i * 0.7f) + (0.05f * MathF.Sin((i + 1) * (number * 1.3f)));
        return new MemoryCheckpoint($"model {number}").Add("weight", [rows, Width], values);
    }

    private sealed class NoSink : ITensorSink
    {
        public void Write(PlannedTensor tensor, long byteOffset, ReadOnlySpan<byte> bytes)
        {
        }

        public string FileOf(PlannedTensor tensor) => "model";

        public void Declare(SideTensor side)
        {
        }

        public void WriteSide(SideTensor side, long byteOffset, ReadOnlySpan<byte> bytes)
        {
        }
    }
}
