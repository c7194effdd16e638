using Sinter.Data;
using Sinter.Tensors;

namespace Sinter.Training;

/// <summary>Brings pictures as they are into a network's input, on all threads.</summary>
internal sealed class PictureLoader(WorkerPool pool, ImagePreprocessor preprocessor, int side) : WorkItem
{
    private ImageSet _pictures = null!;
    private int _first;
    private Memory<float> _destination;

    /// <summary>Values of one picture.</summary>
    public int Length { get; } = 3 * side * side;

    /// <summary>Writes pictures <paramref name="first"/> and following: [count, 3, side, side].</summary>
    public void Fill(ImageSet pictures, int first, int count, Memory<float> destination)
    {
        (_pictures, _first, _destination) = (pictures, first, destination);
        pool.Run(count, this);
    }

    public override void Execute(int index, int worker) =>
        preprocessor.Apply(_pictures.Read(_first + index), _destination.Span.Slice(index * Length, Length));
}
