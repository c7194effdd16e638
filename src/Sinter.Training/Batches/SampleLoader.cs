using System.Numerics.Tensors;
using Sinter.Data;
using Sinter.Tensors;

namespace Sinter.Training;

/// <summary>Draws varied pictures into a network's input, on all threads.</summary>
internal sealed class SampleLoader(WorkerPool pool, ImagePreprocessor preprocessor, int side, long seed) : WorkItem
{
    private ReadOnlyMemory<Sample> _samples;
    private Memory<float> _destination;

    /// <summary>Values of one picture.</summary>
    public int Length { get; } = 3 * side * side;

    /// <summary>Writes [samples, 3, side, side].</summary>
    public void Fill(ReadOnlyMemory<Sample> samples, Memory<float> destination)
    {
        (_samples, _destination) = (samples, destination);
        pool.Run(samples.Length, this);
    }

    public override void Execute(int index, int worker)
    {
        var (source, picture, _, number) = _samples.Span[index];
        var target = _destination.Span.Slice(index * Length, Length);
        Augmenter.Apply(source.Pictures.Read(picture).ToRgb(), source.Augmentation, new Philox(seed, "augmentation", source.Pictures.Name, number), side, target);
        var area = side * side;
        for (var channel = 0; channel < 3; channel++) Normalize(target.Slice(channel * area, area), preprocessor.Mean[channel], preprocessor.Deviation[channel]);
    }

    // Values 0 to 1 become what the model's preprocessor makes of 0 to 255.
    private void Normalize(Span<float> values, double mean, double deviation)
    {
        TensorPrimitives.Multiply(values, (float)(255 * preprocessor.Rescale / deviation), values);
        TensorPrimitives.Subtract(values, (float)(mean / deviation), values);
    }
}
