using System.Diagnostics.CodeAnalysis;
using Sinter.Checkpoints;
using Sinter.Tensors;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Execution;

public sealed class ExecutorTests
{
    private static readonly MergeMethod Method = new TaskArithmetic();

    [Fact]
    public void Task_arithmetic_in_memory_equals_the_formula()
    {
        using var plan = TestPlan.Create(Method, Model(0), [Model(1), Model(2)], static settings => settings.Set("weight", 0, 0.5).Set("weight", 1, 0.25));
        var merged = TestPlan.Run(plan);

        foreach (var (name, values) in merged)
        {
            var (b, x, y) = (Values(0, name), Values(1, name), Values(2, name));
            for (var i = 0; i < values.Length; i++) values[i].ShouldBe(b[i] + (0.5f * (x[i] - b[i])) + (0.25f * (y[i] - b[i])), 1e-6f, name);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_bytes_do_not_depend_on_the_number_of_threads(int threads)
    {
        using var plan = TestPlan.Create(Method, Model(0), [Model(1), Model(2)]);
        var one = Merger.RunInMemory(plan, new ExecutionOptions { Threads = 1 });
        var many = Merger.RunInMemory(plan, new ExecutionOptions { Threads = threads });
        foreach (var (name, bytes) in one) many[name].ShouldBe(bytes, name);
    }

    [Fact]
    public void The_short_way_through_stored_elements_gives_the_same_bytes()
    {
        using var stored = TestPlan.Create(Method, Rounded(0, ElementType.BF16), [Rounded(1, ElementType.BF16), Rounded(2, ElementType.BF16)]);
        using var widened = TestPlan.Create(Method, Rounded(0, ElementType.F32), [Rounded(1, ElementType.F32), Rounded(2, ElementType.F32)], outputType: ElementType.BF16);
        var expected = Merger.RunInMemory(widened);
        foreach (var (name, bytes) in Merger.RunInMemory(stored)) bytes.ShouldBe(expected[name], name);

        static MemoryCheckpoint Rounded(int seed, ElementType type)
        {
            var model = new MemoryCheckpoint($"model {seed}");
            foreach (var (name, shape) in Shapes) model.Add(new TensorInfo(name, type, new TensorShape(shape)), BFloat16Numbers.Store(Values(seed, name), type));
            return model;
        }
    }

    [Fact]
    public void A_merged_folder_opens_again_with_the_same_weights_and_its_provenance()
    {
        using var folder = new TemporaryFolder();
        using var plan = TestPlan.Create(Method, Model(0), [Model(1)], outputType: ElementType.BF16);
        var result = Merger.Run(plan, new MergeOptions(folder["out"]));

        result.Files.ShouldContain("provenance.json");
        using var opened = Checkpoint.Open(folder["out", "model.safetensors"]);
        var expected = Merger.RunInMemory(plan);
        opened.Tensors.Select(static tensor => tensor.Name).ShouldBe(expected.Keys.Order(StringComparer.Ordinal));
        foreach (var tensor in opened.Tensors)
        {
            var bytes = new byte[tensor.ByteLength];
            opened.Read(tensor, 0, bytes);
            bytes.ShouldBe(expected[tensor.Name], tensor.Name);
        }

        Directory.GetFileSystemEntries(folder.Path).ShouldBe([folder["out"]]);
    }

    [Fact]
    public void The_data_of_a_merged_file_starts_on_a_cache_line()
    {
        using var folder = new TemporaryFolder();
        using var plan = TestPlan.Create(Method, Model(0), [Model(1)]);
        Merger.Run(plan, new MergeOptions(folder["out"]));
        using var file = new BinaryReader(File.OpenRead(folder["out", "model.safetensors"]));
        ((8 + file.ReadInt64()) % 64).ShouldBe(0);
    }

    [Fact]
    public void An_output_that_exists_is_an_error_and_stays_as_it_was()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["out"]);
        File.WriteAllText(folder["out", "mine.txt"], "mine");
        using var plan = TestPlan.Create(Method, Model(0), [Model(1)]);

        var error = Should.Throw<CheckpointException>(() => Merger.Run(plan, new MergeOptions(folder["out"])));
        error.Kind.ShouldBe(CheckpointError.OutputExists);
        error.Message.ShouldContain("--overwrite");
        Directory.GetFiles(folder["out"]).ShouldBe([folder["out", "mine.txt"]]);

        Merger.Run(plan, new MergeOptions(folder["out"]) { Overwrite = true });
        File.Exists(folder["out", "mine.txt"]).ShouldBeFalse();
        File.Exists(folder["out", "model.safetensors"]).ShouldBeTrue();
    }

    [Fact]
    public void A_nan_in_an_input_stops_the_merge_names_the_tensor_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        using var broken = new MemoryCheckpoint("broken").Add("a", [4], [1, 2, float.NaN, 4]);
        using var good = new MemoryCheckpoint("good").Add("a", [4], [1, 2, 3, 4]);
        using var plan = TestPlan.Create(Method, good, [broken]);

        var error = Should.Throw<RecipeException>(() => Merger.Run(plan, new MergeOptions(folder["out"])));
        error.Kind.ShouldBe(RecipeError.NotFinite);
        error.Message.ShouldContain("broken");
        error.Message.ShouldContain("'a'");
        error.Message.ShouldContain("element 2");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void A_result_that_does_not_fit_the_output_type_is_an_error()
    {
        using var good = new MemoryCheckpoint("good").Add("a", [2], [60000, 1]);
        using var other = new MemoryCheckpoint("other").Add("a", [2], [64000, 1]);
        using var plan = TestPlan.Create(Method, good, [other], static settings => settings.Set("weight", 2.0), ElementType.F16);
        Should.Throw<RecipeException>(() => Merger.RunInMemory(plan)).Message.ShouldContain("F16");
    }

    [Fact]
    public void Integers_are_taken_from_the_base_and_reported_when_they_differ()
    {
        using var folder = new TemporaryFolder();
        using var original = new MemoryCheckpoint("base").Add(new TensorInfo("ids", ElementType.I64, new TensorShape(1)), [1, 0, 0, 0, 0, 0, 0, 0]);
        using var expert = new MemoryCheckpoint("expert").Add(new TensorInfo("ids", ElementType.I64, new TensorShape(1)), [2, 0, 0, 0, 0, 0, 0, 0]);
        using var plan = TestPlan.Create(Method, original, [expert]);
        var result = Merger.Run(plan, new MergeOptions(folder["out"]));
        result.Notes.ShouldHaveSingleItem().ShouldContain("'ids'");
        result.Copied.ShouldBe(1);
        using var opened = Checkpoint.Open(folder["out", "model.safetensors"]);
        var bytes = new byte[8];
        opened.Read(opened.Tensors[0], 0, bytes);
        bytes[0].ShouldBe((byte)1);
    }

    [Fact]
    public void An_interrupted_merge_resumes_with_the_complete_files()
    {
        using var folder = new TemporaryFolder();
        using var plan = TestPlan.Create(Method, Model(0), [Model(1)]);
        using var stop = new CancellationTokenSource();
        var options = new MergeOptions(folder["out"]) { ShardSize = 100 };
        using (var interrupted = TestPlan.Create(Method, Model(0), [new StoppingCheckpoint(Model(1), "wide", stop)]))
            Should.Throw<OperationCanceledException>(() => Merger.Run(interrupted, options, stop.Token));

        Directory.Exists(folder["out"]).ShouldBeFalse();
        var again = Merger.Run(plan, options);
        var uninterrupted = Merger.Run(plan, options with { Output = folder["other"] });
        again.ResumedFiles.ShouldBeGreaterThan(0);
        again.Files.ShouldBe(uninterrupted.Files);
        again.Files.ShouldContain("model.safetensors.index.json");
        foreach (var file in again.Files) File.ReadAllBytes(folder["out", file]).ShouldBe(File.ReadAllBytes(folder["other", file]), file);
    }

    private static MemoryCheckpoint Model(int seed)
    {
        var model = new MemoryCheckpoint($"model {seed}");
        foreach (var (name, shape) in Shapes) model.Add(name, shape, Values(seed, name));
        return model;
    }

    private static readonly (string Name, long[] Shape)[] Shapes =
    [
        ("big", [400, 700]), ("conv", [8, 3, 3, 3]), ("empty", [0, 5]), ("one", [1]), ("small", [33]), ("wide", [3, 70_000]), ("z", [5]),
    ];

    private static float[] Values(int seed, string name)
    {
        var count = Shapes.Single(shape => shape.Name == name).Shape.Aggregate(1L, static (a, b) => a * b);
        var values = new float[count];
        for (var i = 0; i < values.Length; i++) values[i] = MathF.Sin((i * 0.37f) + (seed * 1.7f) + name.Length);
        return values;
    }

    // A model that cancels the merge when one of its tensors is read.
    private sealed class StoppingCheckpoint(Checkpoint inner, string at, CancellationTokenSource stop) : Checkpoint
    {
        public override string Path => inner.Path;

        public override IReadOnlyList<TensorInfo> Tensors => inner.Tensors;

        public override IReadOnlyList<string> Files => inner.Files;

        public override bool TryGet(string name, [NotNullWhen(true)] out TensorInfo? tensor) => inner.TryGet(name, out tensor);

        public override void Read(TensorInfo tensor, long byteOffset, Span<byte> destination)
        {
            if (tensor.Name == at) stop.Cancel();
            inner.Read(tensor, byteOffset, destination);
        }

        protected override void Dispose(bool disposing) => inner.Dispose();
    }
}
