namespace Sinter.Merging;

/// <summary>Uniform random numbers in [0, 1), 24 bits each, one an element of a tensor and model: the same for any order of asking and any number of threads.</summary>
public abstract class UniformStream
{
    /// <summary>Fills <paramref name="destination"/> with the numbers of the elements from <paramref name="offset"/> on.</summary>
    public abstract void Fill(int model, long offset, Span<float> destination);

    /// <summary>
    /// Sets a bit (see <see cref="KeptBits"/>) with a probability, for each element from <paramref name="offset"/> on; overwrites <paramref name="scratch"/>, which has the length. Always
    /// the same bits, but not those that comparing the numbers of <see cref="Fill"/> would give, unless the stream has only these.
    /// </summary>
    internal virtual void Choose(int model, long offset, float probability, Span<float> scratch, Span<uint> bits)
    {
        Fill(model, offset, scratch);
        KeptBits.Fill(scratch, probability, bits);
    }

    /// <summary>Whether <see cref="Choose"/> once more costs less than to remember what it chose.</summary>
    internal virtual bool ChoosesCheaply(float probability) => false;

    /// <summary>Draws of a model by the ranks of its magnitudes; null where they must go through <see cref="Fill"/>.</summary>
    internal virtual RankDraws? RankDraws(int model) => null;

    /// <summary>Gives back memory that the next use can make again.</summary>
    internal virtual void Release()
    {
    }
}
