namespace Sinter.Merging;

/// <summary>Keeps each element of a task vector with the model's density as probability.</summary>
internal sealed class BernoulliSparsifier(TensorContext tensor, RescaleMode rescale) : RandomSparsifier(tensor, rescale)
{
    protected override void Drop(in Block block, int model, float factor) =>
        KeepKernel.Apply(block.Mutable(model), Uniforms(block, model), (float)Densities[model], factor);
}
