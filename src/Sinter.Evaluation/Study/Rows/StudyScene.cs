using Sinter.Learning;
using Sinter.Routing;
using Sinter.Training;

namespace Sinter.Evaluation;

/// <summary>What all rows of a study share: the family, the pictures, what the base makes of them, heads of unseen tasks, finished cells. All of it is made when it is first asked for.</summary>
internal sealed class StudyScene : IDisposable
{
    private readonly IReadOnlyList<(string Name, string Path)> _experts;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly Dictionary<AdaptationOptions, string> _adaptationHashes = [];
    private readonly ClassHead?[] _unseenHeads;
    private string? _family;
    private string? _scored;
    private string? _validated;

    public StudyScene(StudySettings settings, string folder, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        (Settings, Folder, _progress, Cancellation) = (settings, folder, progress, cancellation);
        _experts = [.. settings.Tasks.Select(task => (ExpertFolder.Name(task.Name), ExpertFolder.Of(settings.Experts, task.Name)))];
        Model = Create(new FitOptions());
        for (var t = 0; t < settings.Tasks.Count; t++)
        {
            var (head, task) = (Model.Heads[t], settings.Tasks[t]);
            if (head.Classes.Count != task.Classes.Length)
                throw new EvaluationException($"{_experts[t].Path}: the expert has {head.Classes.Count} classes, its task {task.Name} has {task.Classes.Length}; train it on the task again, or name the right folder of experts.");
        }

        Workspace = new Workspace(settings.Threads);
        Pictures = new StudyPictures(settings, Model);
        Views = new BaseViews(Workspace, cancellation);
        Cells = new StudyCells(this);
        _unseenHeads = new ClassHead[settings.Unseen.Count];
    }

    public StudySettings Settings { get; }

    /// <summary>The study's folder.</summary>
    public string Folder { get; }

    public CancellationToken Cancellation { get; }

    public Workspace Workspace { get; }

    /// <summary>The family as a routed model that has not been fitted.</summary>
    public RoutedModel Model { get; }

    public StudyPictures Pictures { get; }

    public BaseViews Views { get; }

    public SharedFits Fits { get; } = new();

    public StudyCells Cells { get; }

    /// <summary>sha256 of base, task vectors and heads.</summary>
    public string FamilyHash => _family ??= SetHash.OfFamily(Model);

    /// <summary>sha256 of all pictures that are scored, and of those that heads of unseen tasks are fitted on.</summary>
    public string ScoredHash => _scored ??= SetHash.Of(Model, [
        .. StudyPictures.Conditions.SelectMany(Pictures.Seen), .. Pictures.Unseen, .. Enumerable.Range(0, Settings.Unseen.Count).Select(Pictures.Training)]);

    /// <summary>sha256 of the pictures that coefficients are chosen on.</summary>
    public string ValidationHash => _validated ??= SetHash.Of(Model, Pictures.Validation);

    /// <summary>sha256 of an adaptation set.</summary>
    public string AdaptationHash(AdaptationOptions options) =>
        _adaptationHashes.TryGetValue(options, out var known) ? known : _adaptationHashes[options] = SetHash.Of(Model, [Pictures.Adaptation(options)]);

    /// <summary>A routed model of the family, to be fitted with these options.</summary>
    public RoutedModel Create(FitOptions options) => ExpertSet.CreateModel(Settings.Base, _experts, options);

    /// <summary>The folders of the experts, in the order of the tasks.</summary>
    public IEnumerable<string> ExpertPaths => _experts.Select(static expert => expert.Path);

    /// <summary>The class-mean head of an unseen task on the base's features of its training pictures: the same for every row.</summary>
    public ClassHead UnseenHead(int unseen)
    {
        if (_unseenHeads[unseen] is { } known) return known;
        var task = Settings.Unseen[unseen];
        Report("unseen heads", (double)unseen / Settings.Unseen.Count, task.Name);
        var training = Pictures.Training(unseen);
        var fitted = ClassMeanHead.Fit(Views.Features(Model, training), [.. Enumerable.Range(0, training.Count).Select(training.Label)], task.Classes.Length);
        var head = new ClassHead(task.Name, task.Classes, Model.Joint.Width);
        fitted.Weight.CopyTo(head.Weights["classifier.weight"]);
        fitted.Bias.CopyTo(head.Weights["classifier.bias"]);
        return _unseenHeads[unseen] = head;
    }

    /// <summary>Says how far something is.</summary>
    public void Report(string what, double share, string detail) => _progress?.Report(new TrainingProgress(what, share, detail));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var head in _unseenHeads) head?.Dispose();
        Workspace.Dispose();
        Model.Dispose();
    }
}
