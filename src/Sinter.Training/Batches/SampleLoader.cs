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
        preprocessor.Normalize(target);
    }
}
