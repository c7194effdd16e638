namespace Sinter.Tensors.Tests;

[Trait("Category", "Kernel")]
public unsafe class TaskVectorKernelTests
{
    private const int Models = 3;

    [Theory]
    [InlineData(ElementType.BF16)]
    [InlineData(ElementType.F16)]
    [InlineData(ElementType.F32)]
    public void The_base_is_widened_and_subtracted_from_every_model(ElementType type)
    {
        foreach (var count in new[] { 0, 1, 15, 16, 31, 32, 33, 200, 1003 })
        {
            using var stored = Stored(type, count, out var values);
            using var slots = new NativeBuffer<float>((Models + 1) * (count + 7L));
            Fill(type, stored, count, slots).ShouldBeTrue();
            slots.Slice(0, count).ToArray().ShouldHaveBitsOf(values[0]);
            for (var model = 1; model <= Models; model++)
            {
                float[] expected = [.. values[model].Zip(values[0], static (w, b) => w - b)];
                slots.Slice(model * (count + 7L), count).ToArray().ShouldHaveBitsOf(expected);
            }
        }
    }

    [Theory]
    [InlineData(ElementType.BF16)]
    [InlineData(ElementType.F16)]
    [InlineData(ElementType.F32)]
    public void What_is_not_finite_is_noticed_in_every_input_and_at_every_place(ElementType type)
    {
        const int Count = 71;
        using var slots = new NativeBuffer<float>((Models + 1) * (Count + 7L));
        foreach (var bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            for (var place = 0; place < (Models + 1) * Count; place++)
            {
                using var stored = Stored(type, Count, out _);
                ElementConversion.FromSingle(type, [bad], stored.Slice(place * type.Size(), type.Size()));
                Fill(type, stored, Count, slots).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void Other_types_are_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(static () => TaskVectorKernel.Fill(ElementType.F64, null, [], 0, null, 0));

    private static bool Fill(ElementType type, NativeBuffer<byte> stored, int count, NativeBuffer<float> slots)
    {
        nint[] models = [.. Enumerable.Range(1, Models).Select(model => (nint)(stored.Pointer + (model * count * type.Size())))];
        return TaskVectorKernel.Fill(type, stored.Pointer, models, count, slots.Pointer, count + 7);
    }

    // The base, then the models; values has what is stored.
    private static NativeBuffer<byte> Stored(ElementType type, int count, out float[][] values)
    {
        var stored = new NativeBuffer<byte>((Models + 1) * count * type.Size());
        values = new float[Models + 1][];
        for (var input = 0; input <= Models; input++)
        {
            var part = stored.Slice(input * count * type.Size(), count * type.Size());
            ElementConversion.FromSingle(type, Samples.Normal(count, input, 0.02), part);
            ElementConversion.ToSingle(type, part, values[input] = new float[count]);
        }

        return stored;
    }
}
