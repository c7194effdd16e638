using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Routing.Tests;

public class ContrastTests
{
    private const int Batch = 6;
    private const int Width = 4;

    private static ContrastPair[] Pairs { get; } =
    [
        new(0, 1, true, 0.1), new(0, 2, false, 0.6), new(0, 3, false, 0.9), new(1, 0, true, 0.2), new(1, 4, true, 0.1), new(1, 5, false, 0.7),
        new(2, 0, true, 0.3), new(4, 1, false, 0.5), new(5, 2, true, 0.1), new(5, 7, false, 0.4), new(5, 6, true, 0.2),
    ];

    private static MemoryBank Bank { get; } = FilledBank();

    [Theory, InlineData(false), InlineData(true)]
    public void The_loss_and_its_derivative_are_those_of_the_formula(bool weighted)
    {
        using var workspace = new Workspace(1);
        var one = new GradientCase(
            "contrast", typeof(ContrastiveLoss), [[Batch, Width]], (p, x) => ContrastiveLoss.Apply(p, x[0], Bank, Pairs, 0.5, weighted).Loss, x => [Naive(x[0], weighted)]);
        one.CheckForward(workspace);
        one.CheckBackward(workspace, twice: false);
        one.CheckBackward(workspace, twice: true);
    }

    [Fact]
    public void Anchors_without_both_sets_do_not_count()
    {
        using var workspace = new Workspace(1);
        using var pass = workspace.BeginTraining();
        var z = pass.Input(new TensorShape(Batch, Width), Numbers.Random(1, Batch * Width), needsGradient: true);
        ContrastiveLoss.Apply(pass, z, Bank, Pairs, 0.5, false).Anchors.ShouldBe(3);
        var (loss, anchors) = ContrastiveLoss.Apply(pass, z, Bank, Pairs[6..8], 0.5, false);
        (loss.Values[0], anchors).ShouldBe((0f, 0));
        pass.Backward(loss);
        z.Gradient.ToArray().ShouldAllBe(static g => g == 0);
    }

    [Fact]
    public void A_cold_temperature_does_not_overflow()
    {
        using var workspace = new Workspace(1);
        using var pass = workspace.BeginTraining();
        var z = NormalizeRows.Apply(pass, pass.Input(new TensorShape(Batch, Width), Numbers.Random(1, Batch * Width), needsGradient: true));
        var loss = ContrastiveLoss.Apply(pass, z, Bank, Pairs, 1e-3, true).Loss;
        float.IsFinite(loss.Values[0]).ShouldBeTrue();
        pass.Backward(loss);
    }

    [Fact]
    public void A_step_sees_every_task_and_brings_pairs_together()
    {
        var sets = Sets(60);
        (int, int[], int)[] tasks = [(0, [.. Enumerable.Range(0, 30)], 8), (1, [.. Enumerable.Range(30, 30)], 8)];
        var batches = new AnchorBatches(3, "router", tasks, sets, 1);
        for (var step = 0; step < 20; step++)
        {
            var samples = batches.Samples(step);
            samples.ShouldBeUnique();
            samples.Length.ShouldBeLessThanOrEqualTo(16);
            samples.Count(static i => i < 30).ShouldBeGreaterThanOrEqualTo(2);
            samples.Count(static i => i >= 30).ShouldBeGreaterThanOrEqualTo(2);
            var pairs = AnchorBatches.Pairs(sets, samples, null);
            pairs.GroupBy(static pair => pair.Anchor).Count(static anchor => anchor.Any(static pair => pair.Positive) && anchor.Any(static pair => !pair.Positive)).ShouldBeGreaterThanOrEqualTo(4);
            samples.ShouldBe(new AnchorBatches(3, "router", tasks, sets, 1).Samples(step));
        }
    }

    [Fact]
    public void Partners_in_the_bank_are_numbered_after_the_batch()
    {
        var sets = Sets(10);
        using var bank = new MemoryBank(10, 2, 0.99);
        bank.Update([4], [0.6f, 0.8f]);
        var pairs = AnchorBatches.Pairs(sets, [3, 5], bank);
        pairs.ShouldContain(pair => pair.Anchor == 0 && pair.Partner == 2 + 4);
        pairs.ShouldContain(pair => pair.Anchor == 0 && pair.Partner == 1);
        pairs.ShouldAllBe(static pair => pair.Partner == 0 || pair.Partner == 1 || pair.Partner == 6);
    }

    [Fact]
    public void The_bank_moves_slowly_and_keeps_rows_of_unit_length()
    {
        using var bank = new MemoryBank(3, 2, 0.9);
        bank.Has(1).ShouldBeFalse();
        bank.Update([1], [1, 0]);
        bank.Row(1).ToArray().ShouldBe([1, 0]);
        bank.Update([1], [0, 1]);
        var (x, y) = (bank.Row(1)[0], bank.Row(1)[1]);
        (y / x).ShouldBe(0.1f / 0.9f, 1e-5f);
        (x * x + y * y).ShouldBe(1, 1e-5f);
        bank.Has(0).ShouldBeFalse();
    }

    private static MemoryBank FilledBank()
    {
        var bank = new MemoryBank(2, Width, 0.5);
        bank.Update([0, 1], Numbers.Random(8, 2 * Width));
        return bank;
    }

    private static PairSets Sets(int samples)
    {
        var neighbourhoods = new Neighbourhoods([.. Enumerable.Range(0, samples).Select(i => (int[])[.. new[] { -2, -1, 1, 2 }.Select(k => (i + k + samples) % samples).Order()])]);
        double[] scores = [.. Numbers.Random(2, neighbourhoods.PairCount).Select(static x => Math.Abs((double)x))];
        return PairSets.Split(neighbourhoods, scores, new ThresholdOptions());
    }

    private static double Naive(double[] z, bool weighted)
    {
        double Similarity(int i, int k) => Enumerable.Range(0, Width).Sum(c => z[i * Width + c] * (k < Batch ? z[k * Width + c] : Bank.Row(k - Batch)[c])) / 0.5;
        var losses = Pairs.GroupBy(static pair => pair.Anchor).Where(static anchor => anchor.Any(static pair => pair.Positive) && anchor.Any(static pair => !pair.Positive)).Select(anchor =>
        {
            var mean = anchor.Where(static pair => !pair.Positive).Average(static pair => pair.Score);
            var upper = anchor.Where(static pair => pair.Positive).Sum(pair => Math.Exp(Similarity(pair.Anchor, pair.Partner)));
            var lower = anchor.Where(static pair => !pair.Positive).Sum(pair => (weighted ? pair.Score / mean : 1) * Math.Exp(Similarity(pair.Anchor, pair.Partner)));
            return -Math.Log(upper / (upper + lower));
        });
        return losses.Average();
    }
}
