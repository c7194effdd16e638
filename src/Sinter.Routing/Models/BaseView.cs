namespace Sinter.Routing;

/// <summary>What the base makes of a batch; valid while its pass lives.</summary>
/// <param name="features">What heads read [B, width].</param>
/// <param name="routerInputs">What the router reads [B, d].</param>
internal readonly ref struct BaseView(ReadOnlySpan<float> features, float[] routerInputs)
{
    public ReadOnlySpan<float> Features { get; } = features;

    public ReadOnlySpan<float> RouterInputs { get; } = routerInputs;
}
