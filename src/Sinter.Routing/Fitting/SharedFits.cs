namespace Sinter.Routing;

/// <summary>
/// What several fits of one family have in common, kept in memory: what the frozen models say about an adaptation set, and the joint head that stage 1 made of it. Both are functions of what they are kept
/// under, so that a fit gives the same bits with and without. For models made of the same base and experts, and adaptation sets that stay as they are; not safe from several threads.
/// </summary>
internal sealed class SharedFits
{
    private readonly Dictionary<(IAdaptationSet Set, RouterInput Input, int? Blocks), AdaptationFeatures> _features = [];
    private readonly Dictionary<(IAdaptationSet Set, HeadOptions Head, long Seed, int ImagesPerTask), float[]> _heads = [];

    /// <summary>What the frozen models say.</summary>
    public AdaptationFeatures Features(RoutedModel model, IAdaptationSet set, Func<AdaptationFeatures> compute)
    {
        var key = (set, model.Router.Options.Input, model.Router.Options.Blocks);
        return _features.TryGetValue(key, out var known) ? known : _features[key] = compute();
    }

    /// <summary>Trains the joint head, or gives it the weights that the same training gave before.</summary>
    public void Head(RoutedModel model, IAdaptationSet set, FitOptions options, Action train)
    {
        var key = (set, options.Head, options.Seed, options.ImagesPerTask);
        if (_heads.TryGetValue(key, out var known))
        {
            known.CopyTo(model.Joint.Weights.Values);
            return;
        }

        train();
        _heads[key] = model.Joint.Weights.Values.ToArray();
    }
}
