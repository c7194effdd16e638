using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sinter.Merging;

/// <summary>From ranks 0 .. last to probabilities lowest .. lowest + 2ε: in float32 and in this order, as mergekit computes them, so that the same draws decide alike.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct RankScale(float lowest, float epsilon, int last)
{
    private readonly float _last = last;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Probability(int rank) => lowest + (rank / _last * 2 * epsilon);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Probability(Vector<int> ranks) => new Vector<float>(lowest) + (Vector.ConvertToSingle(ranks) / new Vector<float>(_last) * 2 * epsilon);
}
