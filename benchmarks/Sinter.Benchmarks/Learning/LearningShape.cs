namespace Sinter.Benchmarks.Learning;

/// <summary>A vision transformer's size.</summary>
internal sealed record LearningShape(string Name, int ImageSize, int PatchSize, int Width, int Depth, int Heads, bool Clip, int Batch)
{
    public static readonly LearningShape[] All =
    [
        new("vit-d6", 32, 4, 192, 6, 3, Clip: false, 64),
        new("vit-d12", 32, 4, 192, 12, 3, Clip: false, 64),
        new("clip-b32", 224, 32, 768, 12, 12, Clip: true, 16),
    ];

    public string Configuration => Clip
        ? $$"""
        { "architectures": ["CLIPVisionModelWithProjection"], "projection_dim": 512, "hidden_size": {{Width}}, "image_size": {{ImageSize}}, "patch_size": {{PatchSize}},
          "num_hidden_layers": {{Depth}}, "num_attention_heads": {{Heads}}, "intermediate_size": {{4 * Width}} }
        """
        : $$"""
        { "architectures": ["ViTForImageClassification"], "hidden_size": {{Width}}, "image_size": {{ImageSize}}, "patch_size": {{PatchSize}}, "num_labels": 10,
          "num_hidden_layers": {{Depth}}, "num_attention_heads": {{Heads}}, "intermediate_size": {{4 * Width}} }
        """;
}
