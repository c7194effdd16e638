using Sinter.Tensors;

namespace Sinter.Merging.Tests.Methods;

[Trait("Category", "Kernel")]
public sealed unsafe class ConsensusKernelTests
{
    [Theory]
    [InlineData(nameof(AgreeingElements.Sum), 1, 1f)]
    [InlineData(nameof(AgreeingElements.Sum), 3, 1f)]
    [InlineData(nameof(AgreeingElements.Sum), 4, -1f)]
    [InlineData(nameof(AgreeingElements.Sum), 70, 0f)]
    [InlineData(nameof(AgreeingElements.Mean), 2, 1f)]
    [InlineData(nameof(AgreeingElements.Mean), 3, -1f)]
    [InlineData(nameof(AgreeingElements.Mean), 9, 0f)]
    [InlineData(nameof(AgreeingElements.Largest), 4, 1f)]
    [InlineData(nameof(AgreeingElements.Mean), 70, 1f)]
    public void Elements_of_the_elected_sign_are_merged_as_the_plain_loop_does(string combination, int models, float zeroSign)
    {
        foreach (var length in new[] { 1, 15, 16, 33, 200 })
        {
            float[] weights = [.. Enumerable.Range(0, models).Select(static k => k == 2 ? -0.3f : k == 3 ? 0 : 0.4f + (0.1f * k))];
            float[] bounds = [.. Enumerable.Range(0, models).Select(static k => k % 2 == 0 ? 0 : 0.2f)];
            foreach (var equalVotes in new[] { false, true })
            {
                var election = new SignElection(Enum.Parse<AgreeingElements>(combination), 0.7f, zeroSign, equalVotes);
                var (inputs, result) = (Inputs(length, models), new float[length]);
                foreach (var multipliers in new[] { weights, [.. weights.Select(static (weight, k) => weight * (1 + (k % 3)))] })
                {
                    Merge(inputs, bounds, weights, multipliers, election, result);
                    for (var i = 0; i < length; i++)
                        BitConverter.SingleToInt32Bits(result[i]).ShouldBe(BitConverter.SingleToInt32Bits(Reference(inputs, i, bounds, weights, multipliers, election)), $"element {i} of {length}");
                }
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(20)]
    public void The_sum_of_what_agrees_is_that_of_its_definition_but_for_a_few_roundings(int models)
    {
        const int Length = 500;
        float[] weights = [.. Enumerable.Range(0, models).Select(static k => k == 2 ? -0.3f : 0.4f + (0.1f * k))];
        var (inputs, result) = (Inputs(Length, models), new float[Length]);
        inputs[0].AsSpan().Clear();
        Merge(inputs, new float[models], weights, weights, new SignElection(AgreeingElements.Sum, 1), result);
        for (var i = 0; i < Length; i++)
        {
            var products = Enumerable.Range(0, models).Select(k => (double)(inputs[k + 1][i] * weights[k])).ToList();
            // As float32 adds them up: whether that is zero decides.
            var sum = products.Aggregate(0f, static (sum, product) => sum + (float)product);
            var agreeing = products.Where(product => sum < 0 ? product < 0 : product > 0).Sum();
            Math.Abs(result[i] - agreeing).ShouldBeLessThanOrEqualTo((models + 2) * Math.Abs(agreeing) * Math.Pow(2, -23), $"element {i}");
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_not_finite_is_found_where_all_models_are_dropped(float bad)
    {
        foreach (var election in new[] { new SignElection(AgreeingElements.Mean, 1, EqualVotes: true), new SignElection(AgreeingElements.Mean, 1), new SignElection(AgreeingElements.Sum, 1) })
            foreach (var place in new[] { -1, 5, 63, 64, 79, 80, 83 }) IsFinite(election, bad, place).ShouldBe(place < 0, $"{election}, element {place}");
    }

    private static bool IsFinite(SignElection election, float bad, int place)
    {
        const int Length = 84;
        using var memory = new NativeBuffer<float>(5 * Length);
        for (var i = 0; i < 4 * Length; i++) memory.Span[i] = 0.01f * i;
        if (place >= 0) memory.Span[(2 * Length) + place] = bad;
        Span<nint> inputs = [(nint)(memory.Pointer + Length), (nint)(memory.Pointer + (2 * Length)), (nint)(memory.Pointer + (3 * Length))];
        var block = new StoredBlock(new Block(Tensor(Length, inputs.Length), 0, 0, Length, 0, null, 0, 0), ElementType.F32, (byte*)memory.Pointer, inputs);
        float[] weights = [1, 0, 1];
        fixed (uint* none = new uint[KeptBits.Words(Length)])
            return ConsensusKernel.Combine(block, new PositionSelection(none, KeptBits.Lanes), weights, weights, election, (byte*)(memory.Pointer + (4 * Length)));
    }

    // The base, then the models; equal magnitudes of both signs among them, so that sums are zero.
    private static float[][] Inputs(int length, int models)
    {
        var inputs = new float[models + 1][];
        for (var input = 0; input <= models; input++)
        {
            new Philox(input, "consensus").FillUniform(0, inputs[input] = new float[length]);
            for (var i = 0; i < length; i++)
            {
                inputs[input][i] -= 0.5f;
                if (i % 5 == 0) inputs[input][i] = input % 2 == 0 ? 0.25f : -0.25f;
                if (i % 7 == 0) inputs[input][i] = 0;
            }
        }

        return inputs;
    }

    private static void Merge(float[][] inputs, float[] bounds, float[] weights, float[] multipliers, SignElection election, float[] result)
    {
        var (length, models) = (inputs[0].Length, inputs.Length - 1);
        var stride = length + 16L;
        using var memory = new NativeBuffer<float>(stride * Block.SlotCount(models, 0));
        for (var input = 0; input <= models; input++) inputs[input].CopyTo(memory.Slice(input * stride, length));
        ConsensusKernel.Combine(new Block(Tensor(length, models), 0, 0, length, 0, memory.Pointer, stride, 0), bounds, weights, multipliers, election, result);
    }

    private static TensorContext Tensor(int length, int models) => new()
    {
        Index = 0,
        Name = "weight",
        Shape = new TensorShape(length),
        Models = models,
        HasBase = true,
        Settings = new TensorSettings([], models),
    };

    private static float Reference(float[][] inputs, int i, float[] bounds, float[] weights, float[] multipliers, SignElection election)
    {
        float Element(int k) => MathF.Abs(inputs[k + 1][i]) < bounds[k] ? 0 : inputs[k + 1][i];
        var sum = 0f;
        for (var k = 0; k < weights.Length; k++) sum += Element(k) * (election.EqualVotes ? 1 : multipliers[k]);
        var sign = sum != 0 ? MathF.Sign(sum) : election.ZeroSign;
        var (total, magnitudes, count, largest) = (0f, 0f, 0f, 0f);
        for (var k = 0; k < weights.Length; k++)
        {
            var value = Element(k) * multipliers[k];
            magnitudes += MathF.Abs(value);
            if (value == 0 || MathF.Sign(value) != sign) continue;
            total += value;
            count += weights[k];
            if (MathF.Abs(value) > MathF.Abs(largest)) largest = value;
        }

        // The usual election of a sum: half of the sum of all and that of their magnitudes.
        if (election is { Combination: AgreeingElements.Sum, EqualVotes: false }) return inputs[0][i] + ((sign == 0 ? 0 : sum + (sign * magnitudes)) * (election.Scale / 2));
        var merged = election.Combination switch
        {
            AgreeingElements.Sum => total,
            AgreeingElements.Mean => total / (count != 0 ? count : 1),
            _ => largest,
        };
        return inputs[0][i] + (merged * election.Scale);
    }
}
