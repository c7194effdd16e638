namespace Sinter.Merging;

/// <summary>Keeps each element of a task vector with the model's density as probability.</summary>
internal sealed class BernoulliSparsifier(TensorContext tensor, RescaleMode rescale)
    : RandomSparsifier(tensor, rescale, remembers: !Array.TrueForAll(tensor.Settings.Numbers("density"), density => tensor.Uniforms.ChoosesCheaply((float)density)))
{
    private readonly UniformStream _uniforms = tensor.Uniforms;

    protected override bool LooksAtValues => false;

    protected override void Choose(in Block block, int model, Span<uint> bits) =>
        _uniforms.Choose(model, block.Offset, (float)Densities[model], block.Scratch(0), bits);
}
