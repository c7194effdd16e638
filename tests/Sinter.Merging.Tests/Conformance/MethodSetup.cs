using Sinter.Checkpoints;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Conformance;

/// <summary>A method of the catalog with settings that its declaration allows, and as many models as it takes.</summary>
/// <param name="Method">The method.</param>
/// <param name="WithBase">Whether the plan has a base.</param>
/// <param name="Busy">False for the defaults; true for settings that make it drop, weigh and rescale.</param>
internal sealed record MethodSetup(MergeMethod Method, bool WithBase, bool Busy)
{
    private const int UsualModels = 3;

    // Enough to see that a search works; its default takes minutes for all these tests.
    private const double Iterations = 10;

    // What makes a method do all it can, where the declaration has it; the rest stays at its default.
    private static readonly Dictionary<string, object> BusyValues = new()
    {
        ["density"] = 0.6,
        ["gamma"] = 0.05,
        ["select_topk"] = 0.4,
        ["lambda"] = 0.9,
        ["filter_wise"] = true,
        ["nuslerp_flatten"] = false,
    };

    // Sums of few binary digits are exact in any order: votes that cancel do so in every order.
    private static readonly double[] BusyWeights = [0.5, 0.25, 0.375];

    /// <summary>Every method of the built-in catalog, with and without a base where it takes both, at its defaults and busy.</summary>
    public static IEnumerable<MethodSetup> All =>
        from method in MethodCatalog.BuiltIn.Methods
        from withBase in method.Declaration.BaseModel switch
        {
            BaseModelUse.Required => new[] { true },
            BaseModelUse.Optional => [true, false],
            _ => [false],
        }
        from busy in new[] { false, true }
        select new MethodSetup(method, withBase, busy);

    /// <summary>The setup of this name.</summary>
    public static MethodSetup Find(string name) => All.Single(setup => setup.ToString() == name);

    /// <summary>Number of models merged.</summary>
    public int Models => Math.Clamp(UsualModels, Method.Declaration.MinimumModels, Method.Declaration.MaximumModels);

    public override string ToString() => Method.Declaration.Name + (Method.Declaration.BaseModel is BaseModelUse.Optional && !WithBase ? " without base" : "") + (Busy ? ", busy" : "");

    /// <summary>A plan over the experts of these numbers, in this order; their settings go with them.</summary>
    public MergePlan Plan(IReadOnlyList<int> experts) => Plan(ConformanceModels.Base, [.. experts.Select(ConformanceModels.Expert)], experts);

    /// <summary>A plan over given models.</summary>
    public MergePlan Plan(Checkpoint original, IReadOnlyList<Checkpoint> models, IReadOnlyList<int> experts) => TestPlan.Create(
        Method,
        WithBase ? original : null,
        models,
        settings => Configure(settings, experts),
        seed: 7,
        statistics: NeedsStatistics ? [.. experts.Select(Statistics)] : null);

    /// <summary>Whether it needs files with statistics of the models.</summary>
    public bool NeedsStatistics => Method.Declaration.Parameters.Any(static parameter => parameter.Kind is ParameterKind.File);

    private MemoryCheckpoint Statistics(int expert) =>
        Method.Declaration.StreamsStatistics ? ConformanceModels.Statistics(expert) : ConformanceModels.InputStatistics(expert);

    private void Configure(TensorSettings settings, IReadOnlyList<int> experts)
    {
        foreach (var parameter in Method.Declaration.Parameters)
        {
            if (parameter is { Default: null, Optional: false }) settings.Set(parameter.Name, Smallest(parameter));
            if (parameter.Name == "iterations") settings.Set(parameter.Name, Iterations);
            if (!Busy) continue;
            if (BusyValues.TryGetValue(parameter.Name, out var value)) settings.Set(parameter.Name, value);
            if (parameter is not { Name: "weight", PerModel: true }) continue;
            for (var model = 0; model < experts.Count; model++) settings.Set("weight", model, BusyWeights[experts[model] % BusyWeights.Length]);
        }
    }

    private static object Smallest(ParameterDefinition parameter) => parameter.Kind switch
    {
        ParameterKind.Flag => false,
        ParameterKind.Choice => parameter.Choices[0],
        ParameterKind.File => "statistics.safetensors",
        _ => Math.Clamp(0.3, parameter.Minimum, parameter.Maximum),
    };
}
