using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sinter.Training;

/// <summary>The size of a new vision transformer (Dosovitskiy et al., 2021); the perceptron is four times as wide as a token.</summary>
/// <param name="ImageSize">Height and width of its pictures.</param>
/// <param name="PatchSize">Height and width of a patch; divides the image size.</param>
/// <param name="Width">Width of a token; a multiple of the heads.</param>
/// <param name="Depth">Blocks.</param>
/// <param name="Heads">Attention heads.</param>
public sealed record VitShape(int ImageSize = 32, int PatchSize = 4, int Width = 192, int Depth = 6, int Heads = 3)
{
    /// <summary>Whether heads are wide enough for <see cref="AttentionStart.Local"/>: four columns a patch of the grid's side.</summary>
    public bool FitsLocalAttention() => 4 * (ImageSize / PatchSize) <= Width / Heads;

    /// <summary>The config.json of a ViTForImageClassification of this size, as transformers writes it.</summary>
    public string Configuration(ImmutableArray<string> classes) => ModelConfiguration.WithClasses(
        new JsonObject
        {
            ["architectures"] = new JsonArray("ViTForImageClassification"),
            ["model_type"] = "vit",
            ["image_size"] = ImageSize,
            ["patch_size"] = PatchSize,
            ["num_channels"] = 3,
            ["hidden_size"] = Width,
            ["num_hidden_layers"] = Depth,
            ["num_attention_heads"] = Heads,
            ["intermediate_size"] = 4 * Width,
            ["hidden_act"] = "gelu",
            ["layer_norm_eps"] = 1e-6,
            ["qkv_bias"] = true,
            ["hidden_dropout_prob"] = 0.0,
            ["attention_probs_dropout_prob"] = 0.0,
        },
        classes);
}
