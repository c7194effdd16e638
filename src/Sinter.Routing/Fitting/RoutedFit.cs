using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>
/// Fits a routed model (BD-Merging, arXiv 2603.03920): caches what the frozen base and experts say, trains the joint evidential head (stage 1), starts the router, trains the router (stage 2), and notes
/// how the router mixes experts. An interrupted fit goes on from its state folder and gives the same bits as one that was not.
/// </summary>
public static class RoutedFit
{
    private const int AlarmImages = 256;
    private const int FingerprintImages = 64;

    /// <summary>Fits the model in place.</summary>
    /// <param name="model">From <see cref="ExpertSet.CreateModel"/> with the options' router and evidence.</param>
    /// <param name="set">Unlabelled images.</param>
    /// <param name="options">Every choice.</param>
    /// <param name="workspace">Threads.</param>
    /// <param name="stateFolder">Where an interrupted fit is kept; null: nowhere.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Stops after a step.</param>
    /// <exception cref="RoutingException">The options or the images do not fit the model.</exception>
    public static FitReport Run(
        RoutedModel model, IAdaptationSet set, FitOptions options, Workspace workspace, string? stateFolder = null, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default) =>
        Run(model, set, options, workspace, new SharedFits(), stateFolder, progress, cancellation);

    /// <summary>The same, for one of several fits of a family.</summary>
    internal static FitReport Run(
        RoutedModel model, IAdaptationSet set, FitOptions options, Workspace workspace, SharedFits shared, string? stateFolder, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        int[] tasks = [.. Enumerable.Range(0, set.Count).Select(set.TaskOf)];
        var lists = new AdaptationBatches(tasks, model.Heads.Count, options.ImagesPerTask);
        Require(lists, model, options);
        var state = new FitState(stateFolder, stateFolder is null ? "" : Fingerprint(model, set, tasks, options));
        var data = shared.Features(model, set, () => AdaptationFeatures.Compute(model, set, workspace, cancellation));
        model.Router.Standardize(data.RouterInputs);
        shared.Head(model, set, options, () => new JointHeadTrainer(model, data, lists, options, workspace).Run(state, progress, cancellation));
        new RouterStartTrainer(model, data, lists, options, workspace).Run(state, progress, cancellation);
        using var stage = new RouterTrainer(model, data, lists, set, options, workspace);
        stage.Run(state, progress, cancellation);
        model.Statistics = RoutingStatistics.Compute(model, data, options, workspace);
        var (ratio, task) = Collapse(model, data, lists, set, workspace, cancellation);
        double? Number(string name) => state.Numbers.TryGetValue(name, out var value) ? value : null;
        return new FitReport(options.Start, Number("information at start"), Number("information"), stage.Neighbourhoods?.Radius, stage.CompleteAnchors, ratio, task);
    }

    private static void Require(AdaptationBatches lists, RoutedModel model, FitOptions options)
    {
        if (!lists.TasksAreKnown && (options.Start == RouterStart.TaskIds || (options.EntropyHead == EntropyHead.Task && options.Steps > 0)))
        {
            throw new RoutingException(
                RoutingError.AdaptationSet,
                "The adaptation images do not say which task each belongs to: start from belief or uniform and take the entropy of the joint head, or give one folder of images for each expert.");
        }

        if (!lists.TasksAreKnown) return;
        for (var t = 0; t < model.Heads.Count; t++)
        {
            if (lists.Lists.TrueForAll(list => list.Task != t))
                throw new RoutingException(RoutingError.AdaptationSet, $"No adaptation image belongs to expert '{model.Heads[t].Name}': give it some, or leave the expert out.");
        }
    }

    // A few pictures tell sets apart that differ in what was done to them.
    private static string Fingerprint(RoutedModel model, IAdaptationSet set, int[] tasks, FitOptions options)
    {
        var text = new StringBuilder(JsonSerializer.Serialize(options)).Append(model.Backbone.Signature);
        foreach (var head in model.Heads) text.Append('|').Append(head.Name).Append(' ').Append(head.Classes.Count);
        foreach (var task in tasks) text.Append(',').Append(task);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(text.ToString()));
        var pixels = new float[model.Backbone.Network.Channels * model.ImageSize * model.ImageSize];
        var looked = Math.Min(FingerprintImages, set.Count);
        for (var i = 0; i < looked; i++)
        {
            set.Read((int)((long)i * set.Count / looked), pixels);
            hash.AppendData(MemoryMarshal.AsBytes<float>(pixels));
        }

        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }

    // Against the experts' own predictions: there are no labels.
    private static (double Ratio, string Task) Collapse(RoutedModel model, AdaptationFeatures data, AdaptationBatches lists, IAdaptationSet set, Workspace workspace, CancellationToken cancellation)
    {
        var predicted = new Dictionary<int, List<int>>();
        var expected = new Dictionary<int, List<int>>();
        using var inference = new RoutedInference(model, new InferenceOptions(), workspace);
        int[] looked = [.. lists.Sample(AlarmImages)];
        model.ForBatches(set, looked, InferenceOptions.BatchSize, workspace, (pass, samples, images) =>
        {
            var output = inference.Run(pass, images);
            for (var i = 0; i < samples.Length; i++)
            {
                var task = data.Teachers[samples[i]];
                predicted.TryAdd(task, []);
                expected.TryAdd(task, []);
                predicted[task].Add(output.Predict(i, task).Class);
                expected[task].Add(data.Predicted[samples[i]]);
            }
        }, cancellation);
        var worst = predicted.Keys.MaxBy(task => CollapseAlarm.Ratio(predicted[task].ToArray(), expected[task].ToArray()));
        return (CollapseAlarm.Ratio(predicted[worst].ToArray(), expected[worst].ToArray()), model.Heads[worst].Name);
    }
}
