using Sinter.Checkpoints;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Execution;

/// <summary>The gate on managed memory: a longer tensor must not cost more garbage, but for the few bytes a block that statistics keep.</summary>
public sealed class AllocationTests
{
    private const int RowLength = 1024;

    // A table of tie counts takes about 300 bytes a block; an array of its elements would take 32,768.
    private const double BytesPerBlock = 512;

    public static TheoryData<string> Methods => [.. MethodCatalog.BuiltIn.Methods.Where(static method => Streams(method.Declaration)).Select(static method => method.Declaration.Name)];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Merging_a_longer_tensor_allocates_nothing_per_block(string name)
    {
        var few = Allocated(name, blocks: 32);
        var many = Allocated(name, blocks: 160);
        ((many - few) / 128.0).ShouldBeLessThan(BytesPerBlock, $"bytes a block: {few} for 32, {many} for 160");
    }

    private static bool Streams(MethodDeclaration declaration) =>
        declaration.Scope is not MethodScope.Matrix && !declaration.Parameters.Any(static parameter => parameter.Kind is ParameterKind.File);

    private static long Allocated(string name, int blocks)
    {
        var method = MethodCatalog.BuiltIn.FindMethod(name)!;
        var models = Math.Clamp(3, method.Declaration.MinimumModels, method.Declaration.MaximumModels);
        var hasBase = method.Declaration.BaseModel is BaseModelUse.Required or BaseModelUse.Optional;
        using var plan = TestPlan.Create(
            method, hasBase ? Model(0, blocks) : null, [.. Enumerable.Range(1, models).Select(seed => Model(seed, blocks))], settings => Configure(method, settings));
        Run(plan);
        Run(plan);
        return Enumerable.Range(0, 3).Min(_ =>
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Run(plan);
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        });
    }

    private static void Configure(MergeMethod method, TensorSettings settings)
    {
        if (method.Declaration.Find("density") is not null) settings.Set("density", 0.6);
        if (method.Declaration.Find("weight") is not null) settings.Set("weight", 0.5);
        foreach (var parameter in method.Declaration.Parameters.Where(static parameter => parameter.Default is null && parameter.Kind is ParameterKind.Number))
            settings.Set(parameter.Name, 0.5);
    }

    private static void Run(MergePlan plan) =>
        MergeExecutor.Run(plan, new Nowhere(), new ExecutionOptions { Threads = 1 }, static _ => true, static _ => { }, CancellationToken.None);

    private static MemoryCheckpoint Model(int seed, int blocks)
    {
        var values = new float[blocks * TensorContext.BlockLength];
        for (var i = 0; i < values.Length; i++) values[i] = MathF.Sin((i * 0.7f) + seed);
        return new MemoryCheckpoint($"model {seed}").Add("a", [values.Length / RowLength, RowLength], values);
    }

    private sealed class Nowhere : ITensorSink
    {
        public void Write(PlannedTensor tensor, long byteOffset, ReadOnlySpan<byte> bytes)
        {
        }

        public string FileOf(PlannedTensor tensor) => "";

        public void Declare(SideTensor side)
        {
        }

        public void WriteSide(SideTensor side, long byteOffset, ReadOnlySpan<byte> bytes)
        {
        }
    }
}
