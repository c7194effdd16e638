namespace Sinter.Learning;

/// <summary>The learning rate of every step, counted from 0: a linear warm-up to the peak, then a shape.</summary>
public sealed class Schedule
{
    private readonly double _peak;
    private readonly int _warmup;
    private readonly Func<double, double> _shape;
    private readonly int _total;

    private Schedule(double peak, int warmup, int total, Func<double, double> shape)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(peak);
        ArgumentOutOfRangeException.ThrowIfNegative(warmup);
        ArgumentOutOfRangeException.ThrowIfLessThan(total, warmup);
        (_peak, _warmup, _total, _shape) = (peak, warmup, total, shape);
    }

    /// <summary>The peak for ever.</summary>
    public static Schedule Constant(double peak, int warmup = 0) => new(peak, warmup, int.MaxValue, static _ => 1);

    /// <summary>Half a cosine from the peak down to 0 at step <paramref name="total"/>.</summary>
    /// <param name="peak">The highest rate.</param>
    /// <param name="total">Steps of the whole run; the rate is 0 from there on.</param>
    /// <param name="warmup">Steps in which the rate rises: step s &lt; warmup has (s + 1) / warmup of the peak.</param>
    public static Schedule Cosine(double peak, int total, int warmup = 0) => new(peak, warmup, total, static progress => 0.5 * (1 + Math.Cos(Math.PI * progress)));

    /// <summary>A straight line from the peak down to 0 at step <paramref name="total"/>.</summary>
    /// <inheritdoc cref="Cosine" path="/param"/>
    public static Schedule Linear(double peak, int total, int warmup = 0) => new(peak, warmup, total, static progress => 1 - progress);

    /// <summary>
    /// The peak until <paramref name="cooldown"/> steps before <paramref name="total"/>, then 1 − √progress down to 0 (Hägele et al., 2024). A run can go on from its state before the
    /// cool-down with a later end, and loses nothing.
    /// </summary>
    /// <param name="peak">The highest rate.</param>
    /// <param name="total">Steps of the whole run.</param>
    /// <param name="warmup">Steps in which the rate rises.</param>
    /// <param name="cooldown">Steps in which it falls.</param>
    public static Schedule Trapezoid(double peak, int total, int warmup, int cooldown)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cooldown, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(total, warmup + cooldown);
        var fall = (double)cooldown / (total - warmup);
        return new(peak, warmup, total, progress => progress <= 1 - fall ? 1 : 1 - Math.Sqrt(1 - (1 - progress) / fall));
    }

    /// <summary>The rate of a step.</summary>
    public double Rate(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (step < _warmup) return _peak * (step + 1) / _warmup;
        return step >= _total ? 0 : _peak * _shape((double)(step - _warmup) / (_total - _warmup));
    }
}
