namespace Sinter.Learning;

/// <summary>Which heads attend to what.</summary>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyHeads">Key and value heads; each serves <c>Heads / KeyHeads</c> query heads.</param>
/// <param name="HeadSize">Width of a head.</param>
/// <param name="Causal">Whether a token sees only itself and what came before.</param>
internal readonly record struct AttentionShape(int Heads, int KeyHeads, int HeadSize, bool Causal = false)
{
    /// <summary>Columns of the fused queries, keys and values.</summary>
    public int FusedColumns => (Heads + 2 * KeyHeads) * HeadSize;
}
