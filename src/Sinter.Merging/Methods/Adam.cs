using System.Numerics;
using System.Runtime.InteropServices;

namespace Sinter.Merging;

/// <summary>One step of Adam as PyTorch has it: moments 0.9 and 0.999, epsilon 1e-8 added outside the root after bias correction. Kingma and Ba, ICLR 2015 (arXiv 1412.6980).</summary>
internal static class Adam
{
    private const double FirstDecay = 0.9;
    private const double SecondDecay = 0.999;
    private const float Epsilon = 1e-8f;

    /// <summary>values ← values − rate · m̂ / (√v̂ + ε).</summary>
    /// <param name="step">Number of the step, from 1.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="first">First moment, updated.</param>
    /// <param name="second">Second moment, updated.</param>
    /// <param name="values">The parameters, updated.</param>
    public static void Step(int step, double rate, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, Span<float> values)
    {
        var size = (float)(rate / (1 - Math.Pow(FirstDecay, step)));
        var root = (float)(1 / Math.Sqrt(1 - Math.Pow(SecondDecay, step)));
        var gradients = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        var firsts = MemoryMarshal.Cast<float, Vector<float>>(first);
        var seconds = MemoryMarshal.Cast<float, Vector<float>>(second);
        var targets = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (var v = 0; v < gradients.Length; v++)
        {
            var g = gradients[v];
            firsts[v] += (g - firsts[v]) * (float)(1 - FirstDecay);
            seconds[v] = (seconds[v] * (float)SecondDecay) + (g * g * (float)(1 - SecondDecay));
            targets[v] -= firsts[v] * size / ((Vector.SquareRoot(seconds[v]) * root) + new Vector<float>(Epsilon));
        }

        for (var i = gradients.Length * Vector<float>.Count; i < gradient.Length; i++)
        {
            var g = gradient[i];
            first[i] += (g - first[i]) * (float)(1 - FirstDecay);
            second[i] = (second[i] * (float)SecondDecay) + (g * g * (float)(1 - SecondDecay));
            values[i] -= first[i] * size / ((MathF.Sqrt(second[i]) * root) + Epsilon);
        }
    }
}
