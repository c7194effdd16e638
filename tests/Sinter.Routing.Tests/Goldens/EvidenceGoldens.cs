using System.Numerics;
using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Routing.Tests;

/// <summary>Against closed forms computed in float64 with numpy and scipy.</summary>
[Trait("Category", "Golden")]
public class EvidenceGoldens
{
    public static TheoryData<string> Cases() => ["small", "near-vacuous", "wide-label-space"];

    [Fact]
    public void The_gamma_functions_agree_with_scipy()
    {
        var golden = new EvidenceGolden("gamma-functions");
        var x = golden.Doubles("x");
        for (var i = 0; i < x.Length; i++)
        {
            Near(GammaFunctions.LogGamma(x[i]), golden.Doubles("lgamma")[i], 1e-12, 1e-14);
            Near(GammaFunctions.Digamma(x[i]), golden.Doubles("digamma")[i], 1e-12, 1e-14);
            Near(GammaFunctions.Trigamma(x[i]), golden.Doubles("trigamma")[i], 1e-12, 0);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Opinions_in_double_agree(string name) => Opinions<double>(name, 1e-9);

    [Theory, MemberData(nameof(Cases))]
    public void Opinions_in_float32_agree(string name) => Opinions<float>(name, 1e-4);

    [Theory, MemberData(nameof(Cases))]
    public void Discrepancies_in_double_agree(string name) => Discrepancies<double>(name, 1e-9);

    [Theory, MemberData(nameof(Cases))]
    public void Discrepancies_in_float32_agree(string name) => Discrepancies<float>(name, 1e-4);

    [Theory, MemberData(nameof(Cases))]
    public void Neighbours_within_the_radius_agree(string name)
    {
        var golden = new EvidenceGolden(name);
        using var workspace = new Workspace(2);
        var options = new NeighbourhoodOptions { Radius = golden.Number("radius"), Floor = 0, Ceiling = null };
        var found = NeighbourSearch.Find(golden.Numbers<float>("features"), golden.FeatureWidth, options, workspace);
        for (var i = 0; i < found.Count; i++) found[i].ToArray().ShouldBe(golden.Neighbours[i]);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_correlation_of_uncertainty_and_iec_agrees(string name)
    {
        var golden = new EvidenceGolden(name);
        var term = new CorrelationTerm();
        term.Prepare(golden.Numbers<float>("alpha"), golden.Classes);
        Near(term.Evaluate(0, golden.Doubles("alpha").AsSpan(0, golden.Classes), new double[golden.Classes]), golden.Number("pearson_u_iec"), 1e-4, 1e-6);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_contrastive_loss_agrees(string name)
    {
        var golden = new EvidenceGolden(name);
        var neighbourhoods = new Neighbourhoods(golden.Neighbours);
        var scores = AdjacencyDiscrepancy.Scores<double>(golden.Doubles("alpha"), golden.Classes, neighbourhoods, new DiscrepancyOptions());
        var sets = PairSets.Split(neighbourhoods, scores, new ThresholdOptions { Epsilon = golden.Number("epsilon") });
        sets.Complete.ShouldBe((int)golden.Number("contrastive_anchors"));
        using var workspace = new Workspace(1);
        using var pass = workspace.BeginInference();
        var z = golden.Numbers<float>("z");
        var unit = NormalizeRows.Apply(pass, pass.Input(new TensorShape(golden.Samples, z.Length / golden.Samples), z));
        var pairs = AnchorBatches.Pairs(sets, [.. Enumerable.Range(0, golden.Samples)], null);
        var (loss, anchors) = ContrastiveLoss.Apply(pass, unit, null, pairs, golden.Number("temperature"), weighNegatives: false);
        anchors.ShouldBe(sets.Complete);
        Near(loss.Values[0], golden.Number("contrastive_loss"), 1e-4, 0);
    }

    private static void Opinions<T>(string name, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var golden = new EvidenceGolden(name);
        var (alpha, classes) = (golden.Numbers<T>("alpha"), golden.Classes);
        var (belief, probability, gradient) = (new T[alpha.Length], new T[alpha.Length], new T[alpha.Length]);
        // Where evidence is close to 0, α = 1 + e in float32 keeps e to 6e-8 only, and what is of the order of e² is lost.
        var floor = typeof(T) == typeof(float) ? 1e-6 : 1e-12;
        for (var i = 0; i < golden.Samples; i++)
        {
            ReadOnlySpan<T> row = alpha.AsSpan(i * classes, classes);
            Near(Dirichlet.Strength(row), golden.Doubles("strength")[i], tolerance, 0);
            Near(Dirichlet.Uncertainty(row), golden.Doubles("uncertainty")[i], tolerance, 0);
            Near(Math.Exp(Dirichlet.LogIec(row)), golden.Doubles("iec")[i], tolerance, 0);
            Near(Dirichlet.Entropy(row), golden.Doubles("entropy")[i], tolerance, 0);
            Near(Dirichlet.KlToUniform(row), golden.Doubles("kl_to_uniform")[i], tolerance, floor);
            Dirichlet.Belief(row, belief.AsSpan(i * classes, classes));
            Dirichlet.Probability(row, probability.AsSpan(i * classes, classes));
            Dirichlet.KlToUniformGradient(row, gradient.AsSpan(i * classes, classes));
        }

        Near(belief, golden.Doubles("belief"), tolerance, floor);
        Near(probability, golden.Doubles("probability"), tolerance, 0);
        Near(gradient, golden.Doubles("kl_gradient"), tolerance, floor);
    }

    private static void Discrepancies<T>(string name, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var golden = new EvidenceGolden(name);
        var (alpha, classes, samples) = (golden.Numbers<T>("alpha"), golden.Classes, golden.Samples);
        var neighbourhoods = new Neighbourhoods(golden.Neighbours);
        var floor = typeof(T) == typeof(float) ? 1e-6 : 1e-13;
        Near(AdjacencyDiscrepancy.Sharp<T>(alpha, classes, neighbourhoods), golden.Doubles("sharp"), tolerance, floor);
        Near(AdjacencyDiscrepancy.Div<T>(alpha, classes, neighbourhoods), golden.Doubles("div"), tolerance, floor);
        for (var i = 0; i < samples; i++)
            for (var k = 0; k < samples; k++) Near(AdjacencyDiscrepancy.Conf<T>(alpha.AsSpan(i * classes, classes), alpha.AsSpan(k * classes, classes)), golden.Doubles("conf")[i * samples + k], tolerance, floor);
        foreach (var (form, key) in new[] { (DiscrepancyForm.Literal, "ads_literal"), (DiscrepancyForm.Softplus, "ads_softplus"), (DiscrepancyForm.Sum, "ads_sum") })
        {
            var scores = AdjacencyDiscrepancy.Scores<T>(alpha, classes, neighbourhoods, new DiscrepancyOptions { Form = form });
            var expected = golden.Doubles(key);
            for (var i = 0; i < samples; i++)
                for (var k = 0; k < neighbourhoods[i].Length; k++) Near(scores[neighbourhoods.Start(i) + k], expected[i * samples + neighbourhoods[i][k]], tolerance, floor);
        }
    }

    private static void Near<T>(IReadOnlyList<T> actual, double[] expected, double tolerance, double floor)
        where T : IBinaryFloatingPointIeee754<T>
    {
        actual.Count.ShouldBe(expected.Length);
        for (var i = 0; i < expected.Length; i++) Near(double.CreateTruncating(actual[i]), expected[i], tolerance, floor);
    }

    private static void Near(double actual, double expected, double tolerance, double floor) =>
        Math.Abs(actual - expected).ShouldBeLessThanOrEqualTo(floor + tolerance * Math.Abs(expected), $"{actual:R} instead of {expected:R}");
}
