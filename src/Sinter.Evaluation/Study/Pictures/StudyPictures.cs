using Sinter.Data;
using Sinter.Routing;

namespace Sinter.Evaluation;

/// <summary>The pictures of a study, decoded and corrupted once and kept: every row sees the same pixels.</summary>
internal sealed class StudyPictures(StudySettings settings, RoutedModel model)
{
    /// <summary>Seed of all corruptions.</summary>
    public const long CorruptionSeed = 0;

    /// <summary>Validation pictures of each task that coefficients are chosen on, at most.</summary>
    public const int ValidationImages = 200;

    private const int Severities = 3;
    private readonly Dictionary<string, IReadOnlyList<PictureSet>> _seen = [];
    private readonly Dictionary<AdaptationOptions, PictureSet> _adaptation = [];
    private IReadOnlyList<PictureSet>? _unseen;

    /// <summary>What is done to the pictures of the seen tasks: clean, L1, L2, L3.</summary>
    public static IReadOnlyList<string> Conditions { get; } = ["clean", .. Enumerable.Range(1, Severities).Select(static severity => $"L{severity}")];

    /// <summary>The scored pictures of every seen task under a condition.</summary>
    public IReadOnlyList<PictureSet> Seen(string condition)
    {
        if (_seen.TryGetValue(condition, out var known)) return known;
        var severity = Conditions.ToList().IndexOf(condition);
        return _seen[condition] = [.. settings.Tasks.Select((task, t) => Set(severity == 0 ? Open(task, settings.Split) : Corrupt(Open(task, settings.Split), severity), t, settings.Images))];
    }

    /// <summary>The scored pictures of every unseen task.</summary>
    public IReadOnlyList<PictureSet> Unseen => _unseen ??= [.. settings.Unseen.Select(task => Set(Open(task, settings.Split), -1, settings.Images))];

    /// <summary>Pictures to choose coefficients on: of the validation part of each seen task.</summary>
    public IReadOnlyList<PictureSet> Validation
    {
        get
        {
            if (!_seen.TryGetValue("validation", out var known)) _seen["validation"] = known = [.. settings.Tasks.Select((task, t) => Set(Open(task, TaskSplit.Validation), t, ValidationImages))];
            return known;
        }
    }

    /// <summary>The training pictures of an unseen task, for its head; not kept.</summary>
    public PictureSet Training(int unseen) => Set(Open(settings.Unseen[unseen], TaskSplit.Train), -1, null);

    /// <summary>An adaptation set: the same object for the same options.</summary>
    public PictureSet Adaptation(AdaptationOptions options)
    {
        if (_adaptation.TryGetValue(options, out var known)) return known;
        var parts = settings.Tasks.Select((task, t) =>
        {
            var pictures = Open(task, options.Split);
            if (options.Corruption is { } corruption) pictures = new CorruptedImageSet(pictures, Corruption.Parse(corruption), options.Severity, CorruptionTable.Cifar, CorruptionSeed, options.Share);
            return (pictures, options.TasksKnown ? t : -1);
        });
        return _adaptation[options] = new PictureSet(model, [.. parts], options.Images);
    }

    private static ImageSet Open(ImageTask task, TaskSplit split)
    {
        var pictures = task.Open(split);
        return pictures.Count > 0 ? pictures : throw new EvaluationException($"{task.Name}: there are no {split.ToString().ToLowerInvariant()} pictures to score; name another split or task.");
    }

    private CorruptedImageSet Corrupt(ImageSet pictures, int severity) => new(pictures, settings.Corruption, severity, CorruptionTable.Cifar, CorruptionSeed);

    private PictureSet Set(ImageSet pictures, int task, int? most) => new(model, [(pictures, task)], most);
}
