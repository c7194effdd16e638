using Sinter.Tensors;

namespace Sinter.Training;

/// <summary>Chooses for every picture of a step the patches that take part.</summary>
internal sealed class TokenDrop(int tokens, double share, long seed)
{
    private readonly int[] _patches = new int[tokens - 1];
    private readonly uint[] _bits = new uint[tokens - 1];
    private readonly int _patchCount = Math.Clamp((int)Math.Round(share * (tokens - 1)), 1, tokens - 1);

    /// <summary>Token numbers, the class token first; ascending for each picture.</summary>
    public int[] Choose(long firstNumber, int pictures)
    {
        var kept = new int[pictures * (_patchCount + 1)];
        for (var b = 0; b < pictures; b++)
        {
            for (var i = 0; i < _patches.Length; i++) _patches[i] = i + 1;
            new Philox(seed, "dropped tokens", "", firstNumber + b).FillBits(0, _bits);
            for (var i = 0; i < _patchCount; i++)
            {
                var j = i + (int)((ulong)_bits[i] * (ulong)(_patches.Length - i) >> 32);
                (_patches[i], _patches[j]) = (_patches[j], _patches[i]);
            }

            var row = kept.AsSpan(b * (_patchCount + 1), _patchCount + 1);
            _patches.AsSpan(0, _patchCount).CopyTo(row[1..]);
            row[1..].Sort();
        }

        return kept;
    }
}
