using System.Text.Json;
using System.Text.Json.Nodes;
using Sinter.Learning;
using Sinter.Routing;

namespace Sinter.Evaluation;

/// <summary>A routed model, fitted once for every seed.</summary>
internal sealed class RoutedRow(PlanRow plan) : StudyRow(plan.Name, plan.Group, plan.Note)
{
    public override bool HasSeeds => true;

    public override string? Adaptation => plan.Adaptation.ToString();

    public override CellScores Compute(StudyScene scene, int? seed)
    {
        var options = Options(seed);
        using var model = scene.Create(options);
        var report = Fit(scene, model, options);
        return new RoutedScorer(scene, model).Score() with { Mixture = model.Statistics!.Mean, Fit = report };
    }

    protected override void Describe(JsonObject depends, StudyScene scene, int? seed)
    {
        depends["row"] = "routed";
        depends["fit"] = JsonSerializer.SerializeToNode(Options(seed), RoutedManifest.Json);
        depends["adaptation"] = JsonSerializer.SerializeToNode(plan.Adaptation, RoutedManifest.Json);
        depends["adaptation_pictures"] = scene.AdaptationHash(plan.Adaptation);
    }

    private FitOptions Options(int? seed) => plan.Fit with { Seed = seed!.Value };

    private FitReport Fit(StudyScene scene, RoutedModel model, FitOptions options)
    {
        try
        {
            return RoutedFit.Run(model, scene.Pictures.Adaptation(plan.Adaptation), options, scene.Workspace, scene.Fits, null, new Steps(scene), scene.Cancellation);
        }
        catch (Exception exception) when (exception is RoutingException or NetworkException)
        {
            throw new EvaluationException($"row '{Name}': {exception.Message}", exception);
        }
    }

    private sealed class Steps(StudyScene scene) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => scene.Report("fitting", (double)value.Step / Math.Max(1, value.Steps), value.Phase);
    }
}
