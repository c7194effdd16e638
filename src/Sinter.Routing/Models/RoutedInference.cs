using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Routing;

/// <summary>Runs a routed model. Keeps the models it has merged for groups or fixed layers.</summary>
public sealed class RoutedInference : IDisposable
{
    private readonly RoutedModel _model;
    private readonly InferenceOptions _options;
    private readonly Workspace _workspace;
    private readonly FixedSource _router;
    private readonly Dictionary<int, Weights> _groups = [];
    private readonly Weights? _fixed;
    private readonly bool[] _varies;

    /// <summary>Prepares a mode.</summary>
    /// <exception cref="RoutingException">The mode needs a fitted model, or a layer-wise router.</exception>
    public RoutedInference(RoutedModel model, InferenceOptions options, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        (_model, _options, _workspace) = (model, options, workspace);
        _router = new FixedSource(model.Router.Weights);
        _varies = [];
        if (options.Mode == InferenceMode.Exact) return;
        if (model.Statistics is not { } statistics)
            throw new RoutingException(RoutingError.InvalidOption, $"The mode {options.Mode} needs to know how the router mixes experts, and this model has not been fitted: use exact.");
        if (options.Mode == InferenceMode.Grouped) return;
        if (model.Router.Options.Granularity == RouterGranularity.Task)
            throw new RoutingException(RoutingError.InvalidOption, "A task-wise router has one mixture for all layers, so no layer can be fixed alone: use exact or grouped, or fit a layer-wise router.");
        var experts = model.Router.Experts;
        _varies = [.. statistics.Deviation.Chunk(experts).Select(group => group.Any(deviation => deviation > options.FixedBelow))];
        _fixed = StaticMerge.Merge(model.Vectors, statistics.Mean, model.Router.Groups);
    }

    /// <summary>Whether outputs come with uncertainty and belief.</summary>
    public bool HasOpinion => _options.Opinion;

    /// <summary>Runs images, normalised as the base expects.</summary>
    /// <param name="pass">An inference pass; the output lives as long.</param>
    /// <param name="images">[B, channels, size, size].</param>
    public RoutedOutput Run(Pass pass, Tensor images)
    {
        ArgumentNullException.ThrowIfNull(pass);
        ArgumentNullException.ThrowIfNull(images);
        var view = _model.LookAtBase(pass, images, HasOpinion);
        var alpha = _model.Alpha(view.Features, _workspace);
        var weights = _model.Router.Route(pass, _router, view.RouterInputs);
        var features = _options.Mode == InferenceMode.Grouped ? Grouped(pass, weights.Values, images) : _model.Features(pass, _fixed is null ? _model.Mixed(weights) : _model.Mixed(weights, new FixedSource(_fixed), _varies), images);
        return new RoutedOutput(_model, pass, weights.Values.ToArray(), features, alpha, _options.UnknownTask);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _fixed?.Dispose();
        foreach (var weights in _groups.Values) weights.Dispose();
    }

    private Tensor Grouped(Pass pass, ReadOnlySpan<float> weights, Tensor images)
    {
        var (batch, width, one) = ((int)images.Shape[0], _model.Router.Groups.Count * _model.Router.Experts, (int)(images.Count / images.Shape[0]));
        var centroids = _model.Statistics!.Centroids;
        var groups = new int[batch];
        for (var b = 0; b < batch; b++) groups[b] = Clustering.Nearest(centroids, width, weights.Slice(b * width, width));
        var result = new float[batch * _model.Joint.Width];
        foreach (var members in Enumerable.Range(0, batch).GroupBy(b => groups[b]))
        {
            if (!_groups.TryGetValue(members.Key, out var merged))
                _groups.Add(members.Key, merged = StaticMerge.Merge(_model.Vectors, centroids.AsSpan(members.Key * width, width), _model.Router.Groups));
            int[] rows = [.. members];
            var pixels = new float[rows.Length * one];
            for (var i = 0; i < rows.Length; i++) images.Values.Slice(rows[i] * one, one).CopyTo(pixels.AsSpan(i * one));
            var shape = images.Shape;
            var features = _model.Features(pass, new FixedSource(merged), pass.Input(new TensorShape(rows.Length, shape[1], shape[2], shape[3]), pixels)).Values;
            for (var i = 0; i < rows.Length; i++) features.Slice(i * _model.Joint.Width, _model.Joint.Width).CopyTo(result.AsSpan(rows[i] * _model.Joint.Width));
        }

        return pass.Input(new TensorShape(batch, _model.Joint.Width), result);
    }
}
