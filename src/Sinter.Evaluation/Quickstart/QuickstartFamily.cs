using System.Globalization;
using System.Text.Json.Nodes;
using Sinter.Data;
using Sinter.Merging;
using Sinter.Training;

namespace Sinter.Evaluation;

/// <summary>Trains the quickstart's base and experts, and merges them statically: everything on disk, in the folder it is given.</summary>
internal sealed class QuickstartFamily(QuickstartSettings settings, string folder, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
{
    private readonly TaskCatalog _catalog = new(folder);

    public string Base => Path.Combine(folder, "base");

    public string Expert(string task) => Path.Combine(folder, "experts", task);

    public string Merged(string method) => Path.Combine(folder, "merged", QuickstartRecipes.Folder(method));

    public ImageTask Task(string name) => _catalog.Open($"procedural:{name}", new TaskOptions { ProceduralSeed = settings.Seed, ProceduralPictures = settings.TrainingPictures });

    public void Train()
    {
        var sources = settings.Sources.Select(source => new TrainingSource(
            _catalog.Open($"procedural:{source.Task}", new TaskOptions { ProceduralSeed = settings.Seed, ProceduralPictures = source.Pictures }).Train, Augmentation.Light, source.Pictures)).ToList();
        var validation = _catalog.Open($"procedural:{settings.Sources[0].Task}", new TaskOptions { ProceduralSeed = settings.Seed }).Validation;
        var recipe = settings.Base with { Seed = settings.Seed };
        var start = BaseStart.New(settings.Shape);
        var (origin, curve) = BaseTraining.Run(start, sources, validation, recipe, Options("base"), cancellation);
        using (origin)
        {
            origin.Save(Base, texts: Card(RunCard.OfBase(origin, start, recipe, sources, validation, curve)));
            foreach (var name in settings.Tasks) TrainExpert(origin, name);
        }
    }

    /// <summary>Merges by every recipe. A coefficient is the one with the best mean accuracy on the validation pictures; the recipe that is left holds it.</summary>
    /// <param name="validate">Mean accuracy of the encoder in a folder.</param>
    /// <returns>What each method was given.</returns>
    public IReadOnlyList<string> Merge(Func<string, double> validate)
    {
        Directory.CreateDirectory(Path.Combine(folder, "recipes"));
        return [.. QuickstartRecipes.All.Select(one => QuickstartRecipes.HasCoefficient(one.Lines) ? Best(one.Name, one.Lines, validate) : Merge(one.Name, one.Lines, 1))];
    }

    private string Best(string name, string lines, Func<string, double> validate)
    {
        var best = QuickstartRecipes.Grid.MaxBy(coefficient =>
        {
            Merge(name, lines, coefficient);
            return validate(Merged(name));
        });
        Merge(name, lines, best);
        return string.Create(CultureInfo.InvariantCulture, $"lambda {best}, chosen on validation");
    }

    private string Merge(string name, string lines, double coefficient)
    {
        progress?.Report(new TrainingProgress("merging", 0, name));
        var recipe = Path.Combine(folder, "recipes", QuickstartRecipes.Folder(name) + ".yml");
        File.WriteAllText(recipe, QuickstartRecipes.Text(lines, coefficient, settings.Tasks));
        using var plan = MergePlanner.Plan(RecipeReader.ReadFile(recipe));
        Merger.Run(plan, new MergeOptions(Merged(name)) { Overwrite = true, Hashes = false }, cancellation);
        return "weights 1/K";
    }

    private static Dictionary<string, string> Card(JsonObject card) => new() { [RunCard.FileName] = RunCard.Text(card) };

    private void TrainExpert(ImageModel origin, string name)
    {
        var task = Task(name);
        var expert = new ExpertSettings { Recipe = settings.Expert with { Seed = settings.Seed }, Tuned = TunedPart.All };
        var (model, report) = ExpertTraining.Run(origin, task.Train, task.Validation, expert, Options(name), cancellation);
        using (model) model.Save(Expert(name), texts: Card(RunCard.OfExpert(origin, task, expert, report)));
    }

    private RunOptions Options(string what) => new() { Threads = settings.Threads, Progress = progress is null ? null : new Named(progress, what) };

    private sealed class Named(IProgress<TrainingProgress> progress, string what) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(value with { What = $"{what}: {value.What}" });
    }
}
