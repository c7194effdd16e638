using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Routing.Tests;

/// <summary>A tiny vision transformer, three experts of it, and images.</summary>
internal sealed class RoutingScene : IDisposable
{
    public const int Batch = 5;
    public const int PixelCount = 3 * 8 * 8;

    public RoutingScene(int experts = 3)
    {
        Base = Numbers.Weights(Backbone.Network.Layout, 1);
        Experts = [.. Enumerable.Range(0, experts).Select(k => Numbers.Expert(Base, 100 * (k + 1)))];
        Vectors = new TaskVectors(Base, Experts);
    }

    public Workspace Workspace { get; } = new(2);

    public Backbone Backbone { get; } = Backbone.Parse(Numbers.Vit, "the test");

    public VisionTransformer Network => Backbone.Network;

    public Weights Base { get; }

    public Weights[] Experts { get; }

    public TaskVectors Vectors { get; }

    public static float[] Pixels(int batch = Batch) => Numbers.Random(5, batch * PixelCount);

    public CoefficientGroups Groups(RouterGranularity granularity) =>
        granularity == RouterGranularity.Task ? CoefficientGroups.ByTask(Network.Layout) : CoefficientGroups.ByLayer(Network.Layout);

    public Router Router(RouterGranularity granularity = RouterGranularity.Task, bool random = false, double scale = 1)
    {
        var router = new Router(Network.Width, Vectors.Count, Groups(granularity), new RouterOptions { Granularity = granularity, Scale = scale }, 7);
        if (random) Numbers.Random(31, router.Weights["router.output.weight"].Length, 0.5).CopyTo(router.Weights["router.output.weight"]);
        return router;
    }

    /// <summary>Routed features of images, each with its own weights; and those weights.</summary>
    public (float[] Features, float[] Weights) Routed(Router router, float[] pixels)
    {
        var batch = pixels.Length / PixelCount;
        using var pass = Workspace.BeginInference();
        var images = pass.Input(new TensorShape(batch, 3, 8, 8), pixels);
        var tokens = Network.Encode(new FixedSource(Base), images, pass);
        var inputs = new float[batch * Network.Width];
        for (var b = 0; b < batch; b++) tokens.Values.Slice(b * Network.TokenCount * Network.Width, Network.Width).CopyTo(inputs.AsSpan(b * Network.Width));
        var weights = router.Route(pass, new FixedSource(router.Weights), inputs);
        var features = Network.Features(new RoutedSource(Vectors, weights, router.Groups), images, pass);
        return (features.Values.ToArray(), weights.Values.ToArray());
    }

    public float[] Features(Weights weights, float[] pixels)
    {
        using var pass = Workspace.BeginInference();
        return Network.Features(new FixedSource(weights), pass.Input(new TensorShape(pixels.Length / PixelCount, 3, 8, 8), pixels), pass).Values.ToArray();
    }

    public void Dispose()
    {
        Vectors.Dispose();
        Base.Dispose();
        foreach (var expert in Experts) expert.Dispose();
        Workspace.Dispose();
    }
}
