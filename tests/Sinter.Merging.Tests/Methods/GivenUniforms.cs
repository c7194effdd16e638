namespace Sinter.Merging.Tests.Methods;

/// <summary>Random numbers that a test gives, one array a model.</summary>
internal sealed class GivenUniforms(IReadOnlyList<float[]> values) : UniformStream
{
    public override void Fill(int model, long offset, Span<float> destination) => values[model].AsSpan((int)offset, destination.Length).CopyTo(destination);
}
