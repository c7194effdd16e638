using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>A task whose pictures are drawn, 32 × 32 RGB, when they are read.</summary>
internal abstract class ProceduralTask
{
    /// <summary>What <c>procedural:NAME</c> says.</summary>
    public abstract string Name { get; }

    /// <summary>What is told apart, in a few words.</summary>
    public abstract string Summary { get; }

    /// <summary>Class names in the order of the labels.</summary>
    public abstract ImmutableArray<string> Classes { get; }

    /// <summary>Training pictures when nobody asks for another number.</summary>
    public virtual int Pictures => 6000;

    /// <summary>Draws a picture of a class, all but its noise.</summary>
    public abstract void Draw(Canvas canvas, Draws random, int label);
}
