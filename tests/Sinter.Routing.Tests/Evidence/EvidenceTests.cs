namespace Sinter.Routing.Tests;

public class EvidenceTests
{
    private const int Classes = 6;

    public static TheoryData<EvidenceKind> Kinds() => [.. Enum.GetValues<EvidenceKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void Evidence_is_never_negative_and_its_slope_is_its_derivative(EvidenceKind kind)
    {
        var function = new EvidenceFunction(kind, 1.7);
        foreach (var x in Numbers.Random(1, 200, 4).Select(static x => (double)x))
        {
            function.Evidence(x).ShouldBeGreaterThanOrEqualTo(0);
            function.Slope(x).ShouldBe((function.Evidence(x + 1e-6) - function.Evidence(x - 1e-6)) / 2e-6, 1e-6 * (1 + function.Slope(x)));
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Extreme_logits_stay_finite(EvidenceKind kind)
    {
        var function = new EvidenceFunction(kind);
        foreach (var x in new[] { -1e4, 1e4 })
        {
            double.IsFinite(function.Evidence(x)).ShouldBeTrue();
            double.IsFinite(function.Slope(x)).ShouldBeTrue();
        }
    }

    [Fact]
    public void Beliefs_and_uncertainty_add_up_to_one()
    {
        ReadOnlySpan<double> alpha = Alpha(3);
        var belief = new double[Classes];
        Dirichlet.Belief(alpha, belief);
        (belief.Sum() + Dirichlet.Uncertainty(alpha)).ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Without_evidence_uncertainty_is_one_and_iec_the_number_of_classes()
    {
        double[] alpha = [1, 1, 1, 1];
        Dirichlet.Uncertainty<double>(alpha).ShouldBe(1);
        Math.Exp(Dirichlet.LogIec<double>(alpha)).ShouldBe(4, 1e-12);
        Dirichlet.KlToUniform<double>(alpha).ShouldBe(0, 1e-12);
        Dirichlet.Entropy<double>(alpha).ShouldBe(Math.Log(4), 1e-12);
    }

    [Fact]
    public void Iec_is_the_product_the_paper_writes()
    {
        double[] alpha = [2.5, 1.2, 7, 4.5];
        var s = alpha.Sum();
        Math.Exp(Dirichlet.LogIec<double>(alpha)).ShouldBe(s / 7 * (4 / s) * (4.5 / 7), 1e-12);
    }

    [Fact]
    public void Iec_does_not_overflow_for_huge_evidence() => double.IsFinite(Dirichlet.LogIec<float>([1e30f, 2, 1])).ShouldBeTrue();

    [Fact]
    public void The_misleading_evidence_of_a_hard_label_is_what_lies_beside_it()
    {
        double[] alpha = [9, 3, 1.5];
        var term = new MisleadingEvidenceTerm([1, 0, 0]);
        term.Evaluate(0, alpha, new double[3]).ShouldBe(Dirichlet.KlToUniform<double>([1, 3, 1.5]), 1e-12);
        new MisleadingEvidenceTerm(null).Evaluate(0, alpha, new double[3]).ShouldBe(Dirichlet.KlToUniform<double>([1, 3, 1.5]), 1e-12);
    }

    [Fact]
    public void Sensoys_losses_are_what_their_formulas_say()
    {
        double[] alpha = [4, 2, 1.5];
        float[] y = [0, 1, 0];
        var s = alpha.Sum();
        double Loss(LabelLoss loss) => new LabelTerm(loss, y).Evaluate(0, alpha, new double[3]);
        Loss(LabelLoss.MeanSquare).ShouldBe(alpha.Select((a, c) => Math.Pow(y[c] - a / s, 2) + a * (s - a) / (s * s * (s + 1))).Sum(), 1e-12);
        Loss(LabelLoss.TypeTwo).ShouldBe(Math.Log(s) - Math.Log(2), 1e-12);
        Loss(LabelLoss.BayesCrossEntropy).ShouldBe(GammaFunctions.Digamma(s) - GammaFunctions.Digamma(2), 1e-12);
    }

    [Theory, MemberData(nameof(TermNames))]
    public void The_derivative_of_a_term_agrees_with_finite_differences_in_double(string name)
    {
        var term = Term(name);
        var alpha = Alpha(3);
        var gradient = new double[Classes];
        term.Evaluate(0, alpha, gradient);
        for (var c = 0; c < Classes; c++)
        {
            var at = alpha[c];
            alpha[c] = at + 1e-5;
            var above = term.Evaluate(0, alpha, new double[Classes]);
            alpha[c] = at - 1e-5;
            var below = term.Evaluate(0, alpha, new double[Classes]);
            alpha[c] = at;
            gradient[c].ShouldBe((above - below) / 2e-5, 1e-7 * (1 + Math.Abs(gradient[c])), $"{name}, class {c}");
        }
    }

    public static TheoryData<string> TermNames() => [.. Terms.Keys];

    private static Dictionary<string, Func<DirichletTerm>> Terms { get; } = new()
    {
        ["entropy"] = static () => new EntropyTerm(),
        ["kl"] = static () => new KlTerm(),
        ["product"] = static () => new ProductTerm(),
        ["reciprocal"] = static () => new ReciprocalTerm(0.3),
        ["mean square"] = static () => new LabelTerm(LabelLoss.MeanSquare, Soft),
        ["type two"] = static () => new LabelTerm(LabelLoss.TypeTwo, Soft),
        ["bayes cross-entropy"] = static () => new LabelTerm(LabelLoss.BayesCrossEntropy, Soft),
        ["misleading evidence"] = static () => new MisleadingEvidenceTerm(Soft),
        ["misleading evidence of a pseudo-label"] = static () => new MisleadingEvidenceTerm(null),
    };

    private static float[] Soft => [0.5f, 0.25f, 0, 0, 0.25f, 0];

    private static DirichletTerm Term(string name) => Terms[name]();

    private static double[] Alpha(int seed) => [.. Numbers.Random(seed, Classes, 2).Select(static x => 1 + Math.Exp(x))];
}
