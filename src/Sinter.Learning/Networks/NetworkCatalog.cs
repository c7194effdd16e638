namespace Sinter.Learning;

/// <summary>Architecture names and what builds them.</summary>
internal static class NetworkCatalog
{
    private const string Known = "ViTForImageClassification, ViTModel, CLIPModel, CLIPVisionModel, CLIPVisionModelWithProjection, CLIPTextModel, "
        + "CLIPTextModelWithProjection, BertForSequenceClassification and LlamaForCausalLM";

    public static Network Create(NetworkConfiguration configuration) => configuration.Architecture switch
    {
        "ViTForImageClassification" => VisionTransformer.FromVit(configuration, "vit.", classifies: true),
        "ViTModel" or "vit" => VisionTransformer.FromVit(configuration, "", classifies: false),
        "CLIPModel" or "clip" => new Clip(configuration),
        "CLIPVisionModel" or "clip_vision_model" => VisionTransformer.FromClip(configuration, projects: false),
        "CLIPVisionModelWithProjection" => VisionTransformer.FromClip(configuration, projects: true),
        "CLIPTextModel" or "clip_text_model" => ClipText.Create(configuration, projects: false),
        "CLIPTextModelWithProjection" => ClipText.Create(configuration, projects: true),
        "BertForSequenceClassification" => new Bert(configuration),
        "LlamaForCausalLM" => new Llama(configuration),
        _ => throw configuration.UnknownArchitecture(Known),
    };
}
