namespace Sinter.Evaluation;

/// <summary>The rows of every study that need no fit.</summary>
internal static class StaticRows
{
    /// <summary>The table they stand in.</summary>
    public const string Group = "static";

    private const string LwPtv = "lwptv + task arithmetic";

    /// <summary>λ that are tried on validation pictures.</summary>
    public static IReadOnlyList<double> Coefficients { get; } = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1];

    /// <summary>Shares of the layers that are pruned, tried with every λ.</summary>
    public static IReadOnlyList<double> Ratios { get; } = [0.1, 0.3, 0.5, 0.7, 0.9];

    /// <summary>Their names, which no row of a plan may have.</summary>
    public static IReadOnlyList<string> Names { get; } = ["base", "individual", "average", "task arithmetic", "ties", LwPtv, "random mask + task arithmetic"];

    /// <summary>The rows.</summary>
    public static IReadOnlyList<StudyRow> Create()
    {
        const string Lambda = "parameters: {lambda: LAMBDA}";
        var pruned = new MergedRow(LwPtv, "R1 (redundancy), low", $"merge_method: task_arithmetic\nprune: [{{method: lwptv, score: redundancy, direction: low, ratio: RATIO}}]\n{Lambda}") { Coefficients = Coefficients, Ratios = Ratios };
        return
        [
            new BaseRow(Names[0]),
            new IndividualRow(Names[1]),
            new MergedRow(Names[2], "weights 1/K", "merge_method: task_arithmetic\nparameters: {normalize: true, lambda: 1}"),
            new MergedRow(Names[3], "", $"merge_method: task_arithmetic\n{Lambda}") { Coefficients = Coefficients },
            new MergedRow(Names[4], "density 0.2", "merge_method: ties\nparameters: {density: 0.2, lambda: LAMBDA, normalize: false}") { Coefficients = Coefficients },
            pruned,
            new MergedRow(Names[6], "control of lwptv: random layers", $"merge_method: task_arithmetic\nprune: [{{method: lwptv, score: random, ratio: RATIO}}]\n{Lambda}") { Coefficients = Coefficients, RatioOf = pruned },
        ];
    }
}
