using Sinter.Checkpoints;
using Sinter.Tensors;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Execution;

public sealed class UniformStreamsTests
{
    private const int Count = 300_000;

    [Fact]
    public void The_mt19937_stream_goes_tensor_by_tensor_and_model_by_model_without_gaps()
    {
        using var plan = Plan(RandomKind.Mt19937);
        var streams = UniformStreams.Create(plan);
        var generator = new Mt19937(42);
        var expected = new float[Count];
        var found = new float[Count];
        for (var tensor = 0; tensor < 2; tensor++)
        {
            var stream = streams.Next(Context(tensor), 0);
            for (var model = 0; model < 3; model++)
            {
                if (model == 1) continue; // draws nothing
                generator.FillUniform(expected);
                for (var offset = 0; offset < Count; offset += 7000) stream.Fill(model, offset, found.AsSpan(offset, Math.Min(7000, Count - offset)));
                found.ShouldBe(expected);
            }
        }
    }

    [Theory]
    [InlineData(RandomKind.Mt19937)]
    [InlineData(RandomKind.Philox)]
    public void Numbers_do_not_depend_on_the_order_of_asking(RandomKind kind)
    {
        using var plan = Plan(kind);
        var stream = UniformStreams.Create(plan).Next(Context(0), 0);
        var whole = new float[Count];
        stream.Fill(2, 0, whole);
        var backwards = new float[Count];
        for (var offset = Count - 5000; offset >= 0; offset -= 5000) stream.Fill(2, offset, backwards.AsSpan(offset, 5000));
        backwards.ShouldBe(whole);
        whole.Min().ShouldBeGreaterThanOrEqualTo(0);
        whole.Max().ShouldBeLessThan(1);
        whole.Average().ShouldBe(0.5f, 0.01f);
    }

    [Fact]
    public void Models_tensors_and_stages_have_numbers_of_their_own()
    {
        using var plan = Plan(RandomKind.Philox);
        var streams = UniformStreams.Create(plan);
        float[][] all = [First(streams.Next(Context(0), 0), 0), First(streams.Next(Context(0), 0), 2), First(streams.Next(Context(1), 0), 0), First(streams.Next(Context(0), 1), 0)];
        all.Select(static numbers => string.Join(' ', numbers)).Distinct().Count().ShouldBe(all.Length);

        static float[] First(UniformStream stream, int model)
        {
            var numbers = new float[4];
            stream.Fill(model, 0, numbers);
            return numbers;
        }
    }

    private static MergePlan Plan(RandomKind kind)
    {
        var model = new MemoryCheckpoint("model").Add("a", [1], [1]);
        return TestPlan.Create(new DrawingMethod(), model, [model, model, model], seed: 42, random: kind);
    }

    private static TensorContext Context(int tensor) => new()
    {
        Index = tensor,
        Name = $"tensor {tensor}",
        Shape = new TensorShape(Count),
        Models = 3,
        HasBase = true,
        Settings = new TensorSettings([], 3),
    };

    private sealed class DrawingMethod : ElementwiseMethod
    {
        public override MethodDeclaration Declaration { get; } = new("drawing", "", "", "", MethodScope.Element, BaseModelUse.Required);

        public override bool Draws(TensorContext tensor, int model) => model != 1;

        protected override void Combine(in Block block, Span<float> result) => block.Base.CopyTo(result);
    }
}
