using Sinter.Learning;

namespace Sinter.Routing.Tests;

public class EvidenceGradients
{
    private const int Rows = 7;
    private const int Classes = 5;
    private static readonly EvidenceFunction Exp = new(EvidenceKind.Exp);

    private static GradientCase[] Cases { get; } =
    [
        .. Enum.GetValues<EvidenceKind>().Select(static kind => new GradientCase(
            $"evidence by {kind}", typeof(EvidenceOperation), [[Rows, Classes]], (p, x) => EvidenceOperation.Apply(p, x[0], new EvidenceFunction(kind, 1.5)),
            x => [.. x[0].Select(v => 1 + new EvidenceFunction(kind, 1.5).Evidence(v))]) { Scale = 3 }),
        Loss("entropy", static () => new EntropyTerm(), static rows => rows.Average(static a => -a.Sum(v => v / a.Sum() * Math.Log(v / a.Sum())))),
        Loss("kl to uniform", static () => new KlTerm(), static rows => rows.Average(Kl)),
        Loss("product of u and iec", static () => new ProductTerm(), static rows => rows.Average(static a => U(a) * Iec(a) / a.Length)),
        Loss("reciprocal of u and iec", static () => new ReciprocalTerm(-0.5), static rows => rows.Average(static a => Math.Pow(Math.Log(U(a)) + Math.Log(Iec(a)) + 0.5, 2))),
        Loss("correlation of u and iec", static () => new CorrelationTerm(), Correlation),
        Loss("soft labels", static () => new LabelTerm(LabelLoss.TypeTwo, [.. Enumerable.Repeat(1f / Classes, Rows * Classes)]), static rows => rows.Average(static a => Math.Log(a.Sum()) - a.Average(Math.Log))),
        new("entropy of the mean", typeof(MarginalEntropy), [[Rows, Classes]], (p, x) => MarginalEntropy.Apply(p, x[0]), static x => [MeanEntropy(x[0])]) { Scale = 3 },
    ];

    public static TheoryData<string> Names() => [.. Cases.Select(static one => one.Name)];

    [Theory, MemberData(nameof(Names))]
    public void An_operation_computes_what_it_means(string name) => Run(name, static (one, workspace) => one.CheckForward(workspace));

    [Theory, MemberData(nameof(Names))]
    public void A_derivative_agrees_with_finite_differences_in_double(string name) => Run(name, static (one, workspace) => one.CheckBackward(workspace, twice: false));

    [Theory, MemberData(nameof(Names))]
    public void Derivatives_of_two_uses_add_up(string name) => Run(name, static (one, workspace) => one.CheckBackward(workspace, twice: true));


    private static void Run(string name, Action<GradientCase, Workspace> check)
    {
        using var workspace = new Workspace(2);
        check(Cases.Single(one => one.Name == name), workspace);
    }

    private static GradientCase Loss(string name, Func<DirichletTerm> term, Func<double[][], double> meaning) => new(
        name, typeof(TermLoss), [[Rows, Classes]], (p, x) => TermLoss.Apply(p, EvidenceOperation.Apply(p, x[0], Exp), term()),
        x => [meaning([.. x[0].Select(static v => 1 + Math.Exp(v)).Chunk(Classes)])])
    { Scale = 2 };

    private static double U(double[] alpha) => alpha.Length / alpha.Sum();

    private static double Iec(double[] alpha)
    {
        double[] sorted = [.. alpha.OrderDescending()];
        return alpha.Length * sorted[1] / (sorted[0] * sorted[0]);
    }

    private static double Kl(double[] a) =>
        GammaFunctions.LogGamma(a.Sum()) - a.Sum(GammaFunctions.LogGamma) - GammaFunctions.LogGamma(a.Length)
        + a.Sum(v => (v - 1) * (GammaFunctions.Digamma(v) - GammaFunctions.Digamma(a.Sum())));

    private static double Correlation(double[][] rows)
    {
        var (u, v) = (rows.Select(U).ToArray(), rows.Select(Iec).ToArray());
        double Covariance(double[] x, double[] y) => x.Zip(y, (a, b) => (a - x.Average()) * (b - y.Average())).Sum();
        return Covariance(u, v) / Math.Sqrt(Covariance(u, u) * Covariance(v, v));
    }

    private static double[][] Softmax(double[] logits) => [.. logits.Chunk(Classes).Select(static row => row.Select(x => Math.Exp(x) / row.Sum(Math.Exp)).ToArray())];

    private static double MeanEntropy(double[] logits)
    {
        var p = Softmax(logits);
        return Enumerable.Range(0, Classes).Select(c => p.Average(row => row[c])).Sum(static m => -m * Math.Log(m));
    }

}
