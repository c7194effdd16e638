namespace Sinter.Merging;

/// <summary>Buffers that old checkpoints store and programs compute by themselves; an input may lack them.</summary>
internal static class ComputedBuffers
{
    private static readonly string[] Endings = [".rotary_emb.inv_freq", ".position_ids", ".attn.masked_bias", ".attention.masked_bias"];

    public static bool Contains(string name) => Array.Exists(Endings, ending => name.EndsWith(ending, StringComparison.Ordinal));
}
