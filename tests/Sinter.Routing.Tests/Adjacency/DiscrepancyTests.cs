namespace Sinter.Routing.Tests;

public class DiscrepancyTests
{
    private const int Classes = 10;
    private static readonly Neighbourhoods Both = new([[1], [0]]);

    [Fact]
    public void The_literal_product_calls_confident_conflict_consistent_and_softplus_does_not()
    {
        double[] conflict = [.. Confident(0, 100), .. Confident(1, 100)];
        double[] agreement = [.. Confident(0, 100), .. Confident(0, 100)];
        Score(conflict, DiscrepancyForm.Literal).ShouldBeLessThan(-1);
        Score(conflict, DiscrepancyForm.Softplus).ShouldBeGreaterThan(Score(agreement, DiscrepancyForm.Softplus) + 0.1);
    }

    [Fact]
    public void The_sum_is_high_for_uncertain_pairs_and_the_products_are_not()
    {
        double[] uncertain = [.. Confident(0, 0.1), .. Confident(1, 0.1)];
        double[] agreement = [.. Confident(0, 100), .. Confident(0, 100)];
        Score(uncertain, DiscrepancyForm.Softplus).ShouldBeLessThan(0.01);
        Score(uncertain, DiscrepancyForm.Sum).ShouldBeGreaterThan(Score(agreement, DiscrepancyForm.Sum) + 1);
    }

    [Fact]
    public void Scores_are_never_negative_but_in_literal_mode()
    {
        var (alpha, neighbourhoods) = Scene();
        foreach (var form in new[] { DiscrepancyForm.Softplus, DiscrepancyForm.Sum })
            AdjacencyDiscrepancy.Scores<double>(alpha, Classes, neighbourhoods, new DiscrepancyOptions { Form = form }).Min().ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public void An_ablated_part_is_left_out_of_product_and_sum()
    {
        double[] alpha = [.. Confident(0, 20), .. Confident(1, 5)];
        double Part(bool sharp, bool div, bool conf, DiscrepancyForm form) =>
            AdjacencyDiscrepancy.Scores<double>(alpha, Classes, Both, new DiscrepancyOptions { Form = form, Sharp = sharp, Div = div, Conf = conf })[0];
        foreach (var form in new[] { DiscrepancyForm.Softplus, DiscrepancyForm.Literal })
        {
            var (s, d, c) = (Part(true, false, false, form), Part(false, true, false, form), Part(false, false, true, form));
            Part(true, true, true, form).ShouldBe(s * d * c, 1e-12);
            Part(false, true, true, form).ShouldBe(d * c, 1e-12);
        }

        var sum = Part(true, false, false, DiscrepancyForm.Sum) + Part(false, true, false, DiscrepancyForm.Sum) + Part(false, false, true, DiscrepancyForm.Sum);
        Part(true, true, true, DiscrepancyForm.Sum).ShouldBe(sum, 1e-12);
    }

    [Fact]
    public void Div_of_a_pair_is_the_distance_of_its_probabilities()
    {
        double[] alpha = [.. Confident(0, 20), .. Confident(1, 5), .. Confident(2, 5)];
        var neighbourhoods = new Neighbourhoods([[1, 2], [0], [0]]);
        var scores = AdjacencyDiscrepancy.Scores<double>(alpha, Classes, neighbourhoods, new DiscrepancyOptions { PairDiv = true, Sharp = false, Conf = false });
        scores[2].ShouldBe(scores[0], 1e-12);
        AdjacencyDiscrepancy.Div<double>(alpha, Classes, neighbourhoods)[0].ShouldBe((scores[0] + scores[1]) / 2, 1e-12);
    }

    [Fact]
    public void A_threshold_of_each_anchor_gives_every_anchor_both_sets()
    {
        var (alpha, neighbourhoods) = Scene();
        var scores = AdjacencyDiscrepancy.Scores<double>(alpha, Classes, neighbourhoods, new DiscrepancyOptions());
        PairSets.Split(neighbourhoods, scores, new ThresholdOptions()).Complete.ShouldBe(neighbourhoods.Count);
    }

    [Fact]
    public void A_global_threshold_leaves_anchors_with_one_set_and_the_guard_mends_it()
    {
        var (alpha, neighbourhoods) = Scene();
        var scores = AdjacencyDiscrepancy.Scores<double>(alpha, Classes, neighbourhoods, new DiscrepancyOptions());
        var global = PairSets.Split(neighbourhoods, scores, new ThresholdOptions { Kind = ThresholdKind.Global });
        var guarded = PairSets.Split(neighbourhoods, scores, new ThresholdOptions { Kind = ThresholdKind.GlobalWithGuard });
        global.Complete.ShouldBeLessThan(neighbourhoods.Count);
        guarded.Complete.ShouldBe(neighbourhoods.Count);
        var changed = Enumerable.Range(0, global.Count).Count(i => !global[i].SequenceEqual(guarded[i]));
        changed.ShouldBe(global.Count - global.Complete);
    }

    [Fact]
    public void A_fixed_epsilon_splits_by_value()
    {
        var sets = PairSets.Split(new Neighbourhoods([[1, 2, 3], [], [], []]), [0.1, 0.5, 0.9], new ThresholdOptions { Epsilon = 0.5 });
        sets[0].ToArray().Select(static pair => pair.Positive).ShouldBe([true, false, false]);
    }

    [Fact]
    public void Without_discrepancy_neighbours_are_positive_and_strangers_negative()
    {
        var (_, neighbourhoods) = Scene();
        var sets = PairSets.WithoutDiscrepancy(neighbourhoods, 3);
        for (var i = 0; i < sets.Count; i++)
        {
            var pairs = sets[i].ToArray();
            pairs.Where(static pair => pair.Positive).Select(static pair => pair.Sample).ShouldBe(neighbourhoods[i].ToArray());
            var negatives = pairs.Where(static pair => !pair.Positive).Select(static pair => pair.Sample).ToList();
            negatives.Count.ShouldBe(neighbourhoods[i].Length);
            negatives.ShouldBeUnique();
            negatives.ShouldNotContain(i);
            negatives.Intersect(neighbourhoods[i].ToArray()).ShouldBeEmpty();
        }
    }

    private static double Score(double[] alpha, DiscrepancyForm form) => AdjacencyDiscrepancy.Scores<double>(alpha, Classes, Both, new DiscrepancyOptions { Form = form })[0];

    private static double[] Confident(int label, double evidence) => [.. Enumerable.Range(0, Classes).Select(c => c == label ? 1 + evidence : 1.0)];

    // Evidence of very different strength, so that some anchors have low scores only.
    private static (double[] Alpha, Neighbourhoods Neighbourhoods) Scene()
    {
        const int Samples = 40;
        var alpha = new double[Samples * Classes];
        var logits = Numbers.Random(11, alpha.Length, 1);
        for (var i = 0; i < alpha.Length; i++) alpha[i] = 1 + Math.Exp(logits[i] * 3 * (1 + i / Classes % 3));
        return (alpha, new Neighbourhoods([.. Enumerable.Range(0, Samples).Select(static i => (int[])[.. Enumerable.Range(1, 6).Select(k => (i + k * 3) % Samples).Order()])]));
    }
}
