using Sinter.Data;
using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Routing;

/// <summary>
/// BD-Merging's result: a base θ₀, a task vector τ_k and a head for each expert, a joint evidential head over all tasks' classes, and a router that gives every image its own weights θ₀ + Σ w_k(x) τ_k.
/// </summary>
public sealed class RoutedModel : IDisposable
{
    private const int AlphaRows = 512;
    private readonly bool[] _changed;

    internal RoutedModel(
        Backbone backbone, TaskVectors vectors, IReadOnlyList<ClassHead> heads, RouterOptions router, EvidenceFunction evidence, ImagePreprocessor preprocessor, long seed)
    {
        (Backbone, Vectors, Heads, Evidence, Preprocessor) = (backbone, vectors, heads, evidence, preprocessor);
        if (router.Blocks is { } blocks && (blocks < 1 || blocks > backbone.Network.BlockCount))
            throw new RoutingException(RoutingError.InvalidOption, $"The router looks after block {blocks} of the base, which has {backbone.Network.BlockCount}; expected 1 to {backbone.Network.BlockCount}, or nothing for all.");
        var layout = vectors.Layout;
        var groups = router.Granularity == RouterGranularity.Task ? CoefficientGroups.ByTask(layout) : CoefficientGroups.ByLayer(layout);
        Router = new Router(backbone.Network.Width, heads.Count, groups, router, seed);
        Joint = new ClassHead("joint", [.. heads.SelectMany(static head => head.Classes.Select(name => $"{head.Name}/{name}"))], backbone.Network.FeatureWidth);
        Offsets = new int[heads.Count];
        for (var t = 1; t < Offsets.Length; t++) Offsets[t] = Offsets[t - 1] + heads[t - 1].Classes.Count;
        Base = StaticMerge.Merge(vectors, new float[vectors.Count], CoefficientGroups.ByTask(layout));
        BaseSource = new FixedSource(Base);
        _changed = ChangedSlots.Of(vectors);
    }

    /// <summary>One classifier for each expert, in the order of the task vectors.</summary>
    public IReadOnlyList<ClassHead> Heads { get; }

    /// <summary>The joint head over all experts' classes; reads features of the base.</summary>
    public ClassHead Joint { get; }

    /// <summary>How the joint head's logits become evidence.</summary>
    public EvidenceFunction Evidence { get; }

    /// <summary>θ₀ and τ.</summary>
    public TaskVectors Vectors { get; }

    /// <summary>Mixes the experts.</summary>
    public Router Router { get; }

    /// <summary>Height and width of the images.</summary>
    public int ImageSize => Backbone.Network.ImageSize;

    /// <summary>What pictures go through before the network.</summary>
    public ImagePreprocessor Preprocessor { get; }

    /// <summary>How the router mixed the experts on the adaptation images; null before a fit.</summary>
    public RoutingStatistics? Statistics { get; internal set; }

    /// <summary>Whether the task vectors are of low rank.</summary>
    public bool IsTruncated { get; internal set; }

    internal Backbone Backbone { get; }

    /// <summary>Where each expert's classes begin among the joint head's.</summary>
    internal int[] Offsets { get; }

    internal Weights Base { get; }

    internal FixedSource BaseSource { get; }

    /// <summary>Replaces the task vectors of every matrix by their best approximation of a rank, which makes routing cheaper and the folder smaller.</summary>
    /// <exception cref="RoutingException">They have been cut before.</exception>
    public void Truncate(int rank)
    {
        RequireWhole();
        Vectors.Truncate(rank);
        IsTruncated = true;
    }

    /// <summary>The same with the smallest rank for each matrix that keeps a share of every expert's energy, the sum of squares.</summary>
    /// <exception cref="RoutingException">They have been cut before, or the share is not above 0 and at most 1.</exception>
    public void TruncateToEnergy(double share)
    {
        RequireWhole();
        if (share is not (> 0 and <= 1)) throw new RoutingException(RoutingError.InvalidOption, $"The share of energy to keep is {share}; expected a number above 0, at most 1.");
        Vectors.Truncate((part, inputs) => EnergyRank.Of(Vectors, part, inputs, share));
        IsTruncated = true;
    }

    /// <summary>What heads read [B, width], under any weights.</summary>
    internal Tensor Features(Pass pass, ParameterSource source, Tensor images) => Scaled(pass, Backbone.Network.Features(source, images, pass));

    /// <summary>θ₀ + Σ w_k τ_k with weights of its own for each image.</summary>
    /// <param name="weights">[B, K] or [B, G, K].</param>
    /// <param name="rest">Weights of the layers that are not routed; nothing: all are.</param>
    /// <param name="varies">For each group of the router whether it is routed.</param>
    internal ParameterSource Mixed(Tensor weights, FixedSource? rest = null, bool[]? varies = null)
    {
        var routed = new RoutedSource(Vectors, weights, Router.Groups);
        bool[] routes = varies is null ? _changed : [.. Vectors.Layout.Slots.Select(slot => _changed[slot.Index] && varies[Router.Groups.Of(slot, 0)])];
        return new PartlyRoutedSource(routed, rest ?? BaseSource, routes);
    }

    /// <summary>What router and joint head look at: the base's summary of the images.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="images">[B, channels, size, size].</param>
    /// <param name="features">Whether the joint head's features are wanted: they take all of the base's blocks.</param>
    internal BaseView LookAtBase(Pass pass, Tensor images, bool features = true)
    {
        var network = Backbone.Network;
        var depth = Router.Options.Input == RouterInput.PatchEmbedding ? 0 : Router.Options.Blocks ?? network.BlockCount;
        var hidden = new List<Tensor>();
        var last = network.Encode(BaseSource, images, pass, features && depth < network.BlockCount ? hidden : null, blocks: features ? null : depth);
        var inputs = Summarize((hidden.Count > 0 ? hidden[depth] : last).Values, Router.Options.Input == RouterInput.ClassToken);
        return new BaseView(features ? Scaled(pass, network.Pool(BaseSource, last, pass)).Values : [], inputs);
    }

    /// <summary>Images of a set as one tensor.</summary>
    internal Tensor Read(Pass pass, IAdaptationSet set, ReadOnlySpan<int> samples)
    {
        var network = Backbone.Network;
        var shape = new TensorShape(samples.Length, network.Channels, ImageSize, ImageSize);
        var one = network.Channels * ImageSize * ImageSize;
        var pixels = new float[shape.Count];
        for (var i = 0; i < samples.Length; i++) set.Read(samples[i], pixels.AsSpan(i * one, one));
        return pass.Input(shape, pixels);
    }

    /// <summary>Runs over images in batches, each in an inference pass of its own.</summary>
    internal void ForBatches(IAdaptationSet set, int[] samples, int size, Workspace workspace, Action<Pass, int[], Tensor> body, CancellationToken cancellation)
    {
        foreach (var batch in samples.Chunk(size))
        {
            cancellation.ThrowIfCancellationRequested();
            using var pass = workspace.BeginInference();
            body(pass, batch, Read(pass, set, batch));
        }
    }

    /// <summary>α [N, L] of base features [N, width].</summary>
    internal float[] Alpha(ReadOnlySpan<float> features, Workspace workspace)
    {
        var (width, classes) = (Joint.Width, Joint.Classes.Count);
        var alpha = new float[features.Length / width * classes];
        for (int done = 0, rows = features.Length / width; done < rows; done += AlphaRows)
        {
            var count = Math.Min(AlphaRows, rows - done);
            using var pass = workspace.BeginInference();
            var logits = Joint.Apply(pass, pass.Input(new TensorShape(count, width), features.Slice(done * width, count * width)));
            Evidence.Alpha(logits.Values, alpha.AsSpan(done * classes, count * classes));
        }

        return alpha;
    }

    /// <summary>b_t = Σ_{c of task t} e_c / Σ_c e_c of evidence e = α − 1 [N, K]; all alike without evidence.</summary>
    internal float[] BeliefByTask(ReadOnlySpan<float> alpha)
    {
        var (tasks, classes) = (Heads.Count, Joint.Classes.Count);
        var result = new float[alpha.Length / classes * tasks];
        for (var i = 0; i < alpha.Length / classes; i++)
        {
            var row = alpha.Slice(i * classes, classes);
            var evidence = Dirichlet.Strength(row) - classes;
            for (var t = 0; t < tasks; t++)
            {
                var own = row.Slice(Offsets[t], Heads[t].Classes.Count);
                result[i * tasks + t] = (float)(evidence > 0 ? (Dirichlet.Strength(own) - own.Length) / evidence : 1.0 / tasks);
            }
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Router.Dispose();
        Joint.Dispose();
        Base.Dispose();
        Vectors.Dispose();
        foreach (var head in Heads) head.Dispose();
    }

    private void RequireWhole()
    {
        if (IsTruncated) throw new RoutingException(RoutingError.InvalidOption, "The model's task vectors have been cut to a lower rank before; that can be done once.");
    }

    private Tensor Scaled(Pass pass, Tensor features) => Backbone.NormalizesFeatures ? NormalizeRows.Apply(pass, features) : features;

    private float[] Summarize(ReadOnlySpan<float> tokens, bool first)
    {
        var (width, count) = (Backbone.Network.Width, first ? 1 : Backbone.Network.TokenCount);
        var batch = tokens.Length / (width * Backbone.Network.TokenCount);
        var result = new float[batch * width];
        for (var b = 0; b < batch; b++)
        {
            var row = result.AsSpan(b * width, width);
            for (var t = 0; t < count; t++) System.Numerics.Tensors.TensorPrimitives.Add(row, tokens.Slice((b * Backbone.Network.TokenCount + t) * width, width), row);
            System.Numerics.Tensors.TensorPrimitives.Divide(row, count, row);
        }

        return result;
    }
}
