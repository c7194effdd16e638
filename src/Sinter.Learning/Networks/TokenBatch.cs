namespace Sinter.Learning;

/// <summary>Token sequences of one length: what text networks read.</summary>
public sealed class TokenBatch
{
    /// <summary>Wraps token ids.</summary>
    /// <param name="ids">[batch, length], row-major.</param>
    /// <param name="batch">Number of sequences.</param>
    /// <param name="mask">[batch, length], 0 where a token is padding; null: none is.</param>
    /// <param name="types">[batch, length], BERT's token types; null: all 0.</param>
    /// <exception cref="NetworkException">The lengths do not fit.</exception>
    public TokenBatch(int[] ids, int batch, int[]? mask = null, int[]? types = null)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        Check.Shape(ids.Length > 0 && ids.Length % batch == 0, $"{ids.Length} token ids are not {batch} sequences of one length");
        Check.Shape(mask is null || mask.Length == ids.Length, $"the attention mask has {mask?.Length} entries for {ids.Length} tokens");
        Check.Shape(types is null || types.Length == ids.Length, $"{types?.Length} token types for {ids.Length} tokens");
        (Ids, Batch, Mask, Types) = (ids, batch, mask, types);
    }

    /// <summary>Token ids [batch, length].</summary>
    public int[] Ids { get; }

    /// <summary>Number of sequences.</summary>
    public int Batch { get; }

    /// <summary>Tokens of a sequence.</summary>
    public int Length => Ids.Length / Batch;

    /// <summary>0 where a token is padding; null: none is.</summary>
    public int[]? Mask { get; }

    /// <summary>BERT's token types; null: all 0.</summary>
    public int[]? Types { get; }
}
