using Sinter.Learning;
using Sinter.Routing;

namespace Sinter.Evaluation;

/// <summary>What the base makes of sets of pictures, computed once for all rows: what heads read, and what routers read.</summary>
internal sealed class BaseViews(Workspace workspace, CancellationToken cancellation)
{
    private readonly Dictionary<(PictureSet Set, RouterInput Input, int? Blocks), (float[] Features, float[] Inputs)> _known = [];

    /// <summary>Features [N, width] and router inputs [N, d].</summary>
    public (float[] Features, float[] Inputs) Of(RoutedModel model, PictureSet set)
    {
        var key = (set, model.Router.Options.Input, model.Router.Options.Blocks);
        return _known.TryGetValue(key, out var known) ? known : _known[key] = Compute(model, set);
    }

    /// <summary>Features of a set that is not kept.</summary>
    public float[] Features(RoutedModel model, PictureSet set) => Compute(model, set).Features;

    private (float[] Features, float[] Inputs) Compute(RoutedModel model, PictureSet set)
    {
        var (width, depth) = (model.Joint.Width, model.Router.Width);
        var (features, inputs) = (new float[set.Count * width], new float[set.Count * depth]);
        model.ForBatches(set, [.. Enumerable.Range(0, set.Count)], InferenceOptions.BatchSize, workspace, (pass, samples, images) =>
        {
            var view = model.LookAtBase(pass, images);
            view.Features.CopyTo(features.AsSpan(samples[0] * width));
            view.RouterInputs.CopyTo(inputs.AsSpan(samples[0] * depth));
        }, cancellation);
        return (features, inputs);
    }
}
