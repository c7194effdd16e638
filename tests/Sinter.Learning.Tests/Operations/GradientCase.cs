using Sinter.Tensors;

namespace Sinter.Learning.Tests;

/// <summary>
/// One operation under test: how to apply it, and what it means, written out in double. Forward: float32 against the meaning. Backward: the derivative along a random
/// direction of the output, against central differences of the meaning in double, for every element of every input.
/// </summary>
internal sealed record GradientCase(string Name, Type Operation, long[][] Shapes, Func<Pass, Tensor[], Tensor> Apply, Func<double[][], double[]> Meaning)
{
    private const double Step = 1e-5;
    private const double Tolerance = 2e-5;

    /// <summary>Works on the memory of its first input.</summary>
    public bool InPlace { get; init; }

    /// <summary>Spread of the random inputs.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>For xunit's listing.</summary>
    public override string ToString() => Name;

    public void CheckForward(Workspace workspace)
    {
        var inputs = Inputs();
        using var pass = workspace.BeginInference();
        var output = Apply(pass, [.. inputs.Select((values, i) => pass.Input(new TensorShape(Shapes[i]), Single(values)))]);
        Compare("output", output.Values, Meaning(inputs));
    }

    public void CheckBackward(Workspace workspace, bool twice)
    {
        if (twice && InPlace) return;
        var inputs = Inputs();
        using var pass = workspace.BeginTraining();
        Tensor[] tensors = [.. inputs.Select((values, i) => pass.Input(new TensorShape(Shapes[i]), Single(values), needsGradient: true))];
        var output = Apply(pass, tensors);
        if (twice) output = Add.Apply(pass, output, Apply(pass, tensors));
        var direction = Random(99, (int)output.Count, 1);
        pass.BackwardFrom(output, Single(direction));
        var factor = twice ? 2 : 1;
        for (var i = 0; i < inputs.Length; i++) Compare($"gradient of input {i}", tensors[i].Gradient, Numerically(inputs, i, direction, factor));
    }

    private static float[] Single(double[] values) => [.. values.Select(static x => (float)x)];

    // float32 holds the values exactly, so that both sides compute from the same numbers.
    private static double[] Random(int seed, int count, double scale) => [.. Numbers.Random(seed, count, scale).Select(static x => (double)x)];

    private double[][] Inputs() => [.. Shapes.Select((shape, i) => Random(i + 1, (int)shape.Aggregate(1L, static (a, b) => a * b), Scale))];

    private double[] Numerically(double[][] inputs, int which, double[] direction, int factor)
    {
        var result = new double[inputs[which].Length];
        for (var j = 0; j < result.Length; j++)
        {
            var at = inputs[which][j];
            inputs[which][j] = at + Step;
            var above = Meaning(inputs);
            inputs[which][j] = at - Step;
            var below = Meaning(inputs);
            inputs[which][j] = at;
            for (var k = 0; k < direction.Length; k++) result[j] += factor * direction[k] * (above[k] - below[k]) / (2 * Step);
        }

        return result;
    }

    private void Compare(string what, ReadOnlySpan<float> actual, double[] expected)
    {
        actual.Length.ShouldBe(expected.Length, $"{Name}: {what}");
        var norm = Math.Sqrt(expected.Sum(static x => x * x) / expected.Length) + 1e-3;
        for (var i = 0; i < expected.Length; i++)
            Math.Abs(actual[i] - expected[i]).ShouldBeLessThan(Tolerance * Math.Max(norm, Math.Abs(expected[i])), $"{Name}: {what} [{i}] is {actual[i]}, expected {expected[i]}");
    }
}
