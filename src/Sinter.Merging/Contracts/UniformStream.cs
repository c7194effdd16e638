namespace Sinter.Merging;

/// <summary>Uniform random numbers in [0, 1), 24 bits each, one an element of a tensor and model: the same for any order of asking and any number of threads.</summary>
public abstract class UniformStream
{
    /// <summary>Fills <paramref name="destination"/> with the numbers of the elements from <paramref name="offset"/> on.</summary>
    public abstract void Fill(int model, long offset, Span<float> destination);

    /// <summary>
    /// Sets a bit (see <see cref="KeptBits"/>) where the number of an element, from <paramref name="offset"/> on, is below a probability; overwrites <paramref name="scratch"/>, which
    /// has the length.
    /// </summary>
    internal virtual void FillBelow(int model, long offset, float probability, Span<float> scratch, Span<uint> bits)
    {
        Fill(model, offset, scratch);
        KeptBits.Fill(scratch, probability, bits);
    }

    /// <summary>Gives back memory that the next use can make again.</summary>
    internal virtual void Release()
    {
    }
}
