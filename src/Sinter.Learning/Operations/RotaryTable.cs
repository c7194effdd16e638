namespace Sinter.Learning;

/// <summary>Cosine and sine of position t times frequency θ^(−2j/d), for every position and j &lt; d/2.</summary>
internal sealed class RotaryTable
{
    private readonly float[] _cosines;
    private readonly float[] _sines;
    private readonly int _half;

    public RotaryTable(int length, int headSize, double theta)
    {
        (Length, _half) = (length, headSize / 2);
        _cosines = new float[length * _half];
        _sines = new float[length * _half];
        for (var j = 0; j < _half; j++)
        {
            // The reference program holds frequencies and angles in float32.
            var frequency = (float)Math.Pow(theta, -2.0 * j / headSize);
            for (var t = 0; t < length; t++)
            {
                _cosines[t * _half + j] = (float)Math.Cos(t * frequency);
                _sines[t * _half + j] = (float)Math.Sin(t * frequency);
            }
        }
    }

    public int Length { get; }

    public ReadOnlySpan<float> Cosines(int position) => _cosines.AsSpan(position * _half, _half);

    public ReadOnlySpan<float> Sines(int position) => _sines.AsSpan(position * _half, _half);
}
