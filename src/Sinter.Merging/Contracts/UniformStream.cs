namespace Sinter.Merging;

/// <summary>Uniform random numbers in [0, 1), 24 bits each, one an element of a tensor and model: the same for any order of asking and any number of threads.</summary>
public abstract class UniformStream
{
    /// <summary>Fills <paramref name="destination"/> with the numbers of the elements from <paramref name="offset"/> on.</summary>
    public abstract void Fill(int model, long offset, Span<float> destination);

    /// <summary>Gives back memory that the next use can make again.</summary>
    internal virtual void Release()
    {
    }
}
