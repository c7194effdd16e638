namespace Sinter.Learning.Tests;

/// <summary>What the operations mean, in double and without any cleverness.</summary>
internal static class Meanings
{
    public static double[] Linear(double[] x, double[] weight, double[]? bias, double[]? residual, int inputs)
    {
        var (rows, outputs) = (x.Length / inputs, weight.Length / inputs);
        return Build(rows, outputs, (r, c) =>
        {
            var sum = (bias?[c] ?? 0) + (residual?[r * outputs + c] ?? 0);
            for (var i = 0; i < inputs; i++) sum += x[r * inputs + i] * weight[c * inputs + i];
            return sum;
        });
    }

    /// <summary>Scale and shift may hold one row for all or one a sample.</summary>
    public static double[] LayerNorm(double[] x, double[] scale, double[] shift, int width, int rowsPerSample) => PerRow(x, width, (row, r, c) =>
    {
        var mean = row.Average();
        var own = scale.Length == width ? c : r / rowsPerSample * width + c;
        return (row[c] - mean) / Math.Sqrt(row.Average(v => (v - mean) * (v - mean)) + 1e-5) * scale[own] + shift[own];
    });

    public static double[] RmsNorm(double[] x, double[] scale, int width, int rowsPerSample) => PerRow(x, width, (row, r, c) =>
        row[c] / Math.Sqrt(row.Average(v => v * v) + 1e-5) * scale[scale.Length == width ? c : r / rowsPerSample * width + c]);

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>x Φ(x), with Φ by its Taylor series.</summary>
    public static double Gelu(double x)
    {
        double term = x, sum = x;
        for (var n = 1; n < 80; n++)
        {
            term *= -x * x / (2 * n);
            sum += term / (2 * n + 1);
        }

        return x * (0.5 + sum / Math.Sqrt(2 * Math.PI));
    }

    public static double[] GatedSilu(double[] x, int width) => Build(x.Length / (2 * width), width, (r, c) =>
    {
        var gate = x[2 * r * width + c];
        return gate * Sigmoid(gate) * x[(2 * r + 1) * width + c];
    });

    public static double[] Attention(double[] qkv, AttentionShape shape, int batch, int[]? mask)
    {
        var (row, size) = (shape.FusedColumns, shape.HeadSize);
        var (length, width) = (qkv.Length / row / batch, shape.Heads * size);
        var result = new double[batch * length * width];
        for (var b = 0; b < batch; b++)
        {
            for (var head = 0; head < shape.Heads; head++)
            {
                var keyHead = head / (shape.Heads / shape.KeyHeads);
                double At(int t, int section, int j) => qkv[(b * length + t) * row + section * size + j];
                for (var t = 0; t < length; t++)
                {
                    var weights = new double[length];
                    for (var s = 0; s < length; s++)
                    {
                        if ((shape.Causal && s > t) || mask?[b * length + s] == 0) continue;
                        weights[s] = Math.Exp(Enumerable.Range(0, size).Sum(j => At(t, head, j) * At(s, shape.Heads + keyHead, j)) / Math.Sqrt(size));
                    }

                    // A token that sees nothing gets zeros.
                    for (var j = 0; j < size && weights.Sum() > 0; j++)
                        result[(b * length + t) * width + head * size + j] = Enumerable.Range(0, length).Sum(s => weights[s] * At(s, shape.Heads + shape.KeyHeads + keyHead, j)) / weights.Sum();
                }
            }
        }

        return result;
    }

    public static double[] Rotary(double[] x, int length, int width, int heads, int size, double theta)
    {
        var result = (double[])x.Clone();
        for (var r = 0; r < x.Length / width; r++)
        {
            for (var head = 0; head < heads; head++)
            {
                for (var j = 0; j < size / 2; j++)
                {
                    var angle = r % length * Math.Pow(theta, -2.0 * j / size);
                    var at = r * width + head * size + j;
                    result[at] = x[at] * Math.Cos(angle) - x[at + size / 2] * Math.Sin(angle);
                    result[at + size / 2] = x[at + size / 2] * Math.Cos(angle) + x[at] * Math.Sin(angle);
                }
            }
        }

        return result;
    }

    public static double[] Patches(double[] x, int channels, int side, int size)
    {
        var across = side / size;
        var columns = channels * size * size;
        return Build(x.Length / columns, columns, (r, c) =>
        {
            var (image, patch) = (r / (across * across), r % (across * across));
            var (channel, inside) = (c / (size * size), c % (size * size));
            return x[((image * channels + channel) * side + patch / across * size + inside / size) * side + patch % across * size + inside % size];
        });
    }

    public static double[] SoftCrossEntropy(double[] x, float[] targets, int columns)
    {
        var sum = 0.0;
        for (var r = 0; r < x.Length / columns; r++)
        {
            var row = x.Skip(r * columns).Take(columns).ToArray();
            var logSum = Math.Log(row.Sum(Math.Exp));
            for (var c = 0; c < columns; c++) sum += targets[r * columns + c] * (logSum - row[c]);
        }

        return [sum / (x.Length / columns)];
    }

    public static double[] CrossEntropy(double[] x, int[] labels, int classes)
    {
        var losses = labels.Select((label, r) => (label, r)).Where(static row => row.label >= 0)
            .Select(row => Math.Log(Enumerable.Range(0, classes).Sum(c => Math.Exp(x[row.r * classes + c]))) - x[row.r * classes + row.label]);
        return [losses.Average()];
    }

    public static double[] Entropy(double[] x, int classes) => [PerRow(x, classes, static (row, _, c) =>
    {
        var p = Math.Exp(row[c]) / row.Sum(Math.Exp);
        return -p * Math.Log(p);
    }).Sum() * classes / x.Length];

    public static double[] NormalizeRows(double[] x, int width) => PerRow(x, width, static (row, _, c) => row[c] / Math.Sqrt(row.Sum(static v => v * v)));

    public static double[] Build(int rows, int columns, Func<int, int, double> element)
    {
        var result = new double[rows * columns];
        for (var i = 0; i < result.Length; i++) result[i] = element(i / columns, i % columns);
        return result;
    }

    public static double[] PerRow(double[] x, int width, Func<double[], int, int, double> element) =>
        Build(x.Length / width, width, (r, c) => element(x[(r * width)..((r + 1) * width)], r, c));
}
