using MathNet.Numerics;
using Sinter.Tensors.Tests.LinearAlgebra;

namespace Sinter.Tensors.Tests.Rows;

/// <summary>The row operations in double, as their definitions say.</summary>
internal static class RowReference
{
    public static double Gelu(double x) => 0.5 * x * (1 + SpecialFunctions.Erf(x / Math.Sqrt(2)));

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double Derivative(Func<double, double> f, double x) => (f(x - 2e-4) - 8 * f(x - 1e-4) + 8 * f(x + 1e-4) - f(x + 2e-4)) / 12e-4;

    /// <summary>The gradient of Σ weights · f(x) with respect to each x, by central differences.</summary>
    public static double[] Gradient(Func<double[], double[]> f, double[] x, double[] weights)
    {
        double Value(double[] at) => f(at).Zip(weights, (a, b) => a * b).Sum();
        var gradient = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            const double H = 1e-4;
            var at = (double[])x.Clone();
            at[i] = x[i] + H;
            var plus = Value(at);
            at[i] = x[i] - H;
            gradient[i] = (plus - Value(at)) / (2 * H);
        }

        return gradient;
    }

    public static double[] Softmax(double[] x, double scale = 1)
    {
        var top = x.Max();
        var e = x.Select(v => Math.Exp(scale * (v - top))).ToArray();
        return [.. e.Select(v => v / e.Sum())];
    }

    public static double[] LayerNorm(double[] x, double[] w, double[] b, double epsilon)
    {
        var mean = x.Average();
        var deviation = Math.Sqrt(x.Average(v => (v - mean) * (v - mean)) + epsilon);
        return [.. x.Select((v, i) => (v - mean) / deviation * w[i] + b[i])];
    }

    public static double[] RmsNorm(double[] x, double[] w, double epsilon)
    {
        var root = Math.Sqrt(x.Average(v => v * v) + epsilon);
        return [.. x.Select((v, i) => v / root * w[i])];
    }

    public static double Entropy(double[] x) => -Softmax(x).Sum(p => p == 0 ? 0 : p * Math.Log(p));

    public static double[] Doubles(ReadOnlySpan<float> values)
    {
        var result = new double[values.Length];
        for (var i = 0; i < result.Length; i++) result[i] = values[i];
        return result;
    }

    public static float[] Random(int count, uint seed, float scale = 2) => [.. Matrices.Random(count, seed).Select(v => v * scale)];

    /// <summary>Largest difference, relative to 1 + |expected|.</summary>
    public static double Worst(IEnumerable<float> actual, IEnumerable<double> expected) => actual.Zip(expected, (a, e) => Math.Abs(a - e) / (1 + Math.Abs(e))).Max(d => double.IsNaN(d) ? double.MaxValue : d);
}
