using Sinter.Data;
using Sinter.Testing;
using Sinter.Training;

namespace Sinter.Evaluation.Tests;

/// <summary>A tiny base and two experts on drawn pictures, made once for a class of tests.</summary>
public sealed class DrawnFamily : IDisposable
{
    private static readonly QuickstartSettings Tiny = new()
    {
        Shape = new VitShape(32, 16, 16, 1, 2),
        Sources = [("surfaces", 128)],
        Base = TrainingRecipe.Base with { Epochs = 1, BatchSize = 32, WarmupEpochs = 0, CooldownEpochs = 0.5, FullEpochs = 0 },
        Expert = TrainingRecipe.Expert with { Epochs = 2 },
        Tasks = ["shapes", "orientation"],
        TrainingPictures = 96,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly QuickstartFamily _family;

    public DrawnFamily()
    {
        _family = new QuickstartFamily(Tiny, _folder.Path, null, CancellationToken.None);
        _family.Train();
        foreach (var task in Tiny.Tasks) Directory.Move(_folder["experts", task], _folder["experts", $"procedural-{task}"]);
    }

    /// <summary>The study of the family, small.</summary>
    public StudySettings Settings => new()
    {
        Base = _folder["base"],
        Experts = _folder["experts"],
        Tasks = [.. Tiny.Tasks.Select(_family.Task)],
        Unseen = [_family.Task("holes")],
        Seeds = 1,
        Images = 40,
        Corruption = Corruption.MixedWithoutJpeg,
        Resamples = 50,
        Threads = 1,
    };

    /// <summary>A path in the family's folder.</summary>
    public string this[params string[] parts] => _folder[parts];

    /// <summary>A plan whose rows are quickly fitted.</summary>
    public static StudyPlan Plan(string rows, string more = "") => StudyPlan.Parse(
        $$"""
        {
          "title": "Tiny",
          "defaults": { "fit": { "imagesPerTask": 4, "startSteps": 10, "startRate": 0.01, "steps": 2, "checkEvery": 2, "head": { "distillSteps": 10, "steps": 4 } } },
          "rows": [{{rows}}]{{(more.Length > 0 ? ", " + more : "")}}
        }
        """,
        "plan.json");

    public void Dispose() => _folder.Dispose();
}
