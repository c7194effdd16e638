namespace Sinter.Merging;

/// <summary>Tells apart, by name, the tensors before a model's layers (embeddings) from those after them (final norm, head).</summary>
internal static class OuterTensors
{
    private static readonly string[] First = ["embed", "wte", "wpe", "emb.", "patch", "cls_token", "class_token", "pos_", "position", "shared.", "pre_layer",
        "ln_pre", "conv1", "conv2"];
    private static readonly string[] Last = ["embed_out", "lm_head", "output_embed"];

    // Tensors with a row for every token of a vocabulary.
    private static readonly string[] Vocabulary =
    [
        "embed_tokens.", "word_embeddings.", "wte.", "tok_embeddings.", "token_embedding.", "embed_in.", "embed_out.", "shared.", "lm_head.", "output.",
            "score_head.",
        "cls.predictions.decoder.", "cls.predictions.bias", "embeddings.weight", "embedding.weight",
    ];

    /// <summary>Whether a tensor stands before the layers.</summary>
    public static bool ComeFirst(string name) => !Last.Any(Contains(name)) && First.Any(Contains(name));

    /// <summary>Whether a tensor's rows are a vocabulary's tokens.</summary>
    public static bool IsVocabulary(string name) =>
        Vocabulary.Any(part => name.StartsWith(part, StringComparison.Ordinal) || name.Contains("." + part, StringComparison.Ordinal));

    private static Func<string, bool> Contains(string name) => part => name.Contains(part, StringComparison.Ordinal);
}
